// What a person says of hits: false positive or true, with a note; kept by the browser if it does so, given out
// as an allow-list and read from one. A mark holds for all hits with the same words of the same item.

const SHELF = `proofpile contamination ${DATA.fingerprint}`;
const WORDS = { false: "false positive", true: "true" };
const PARTS = ["problem", "solution", "answer", "statement"];
const marks = new Map(); // key -> {mark: "false", "true" or "", note, document, entry: as it was read, or null}
const undone = []; // [key, what it was, the hit that was shown]
let unsaved = 0;
let stored = true; // whether the browser keeps marks

// Hits that the run itself found in an allow-list.
const allowedKeys = new Map();
const sharing = new Map(); // key -> how many hits have it
for (let i = 0; i < COUNT; i++) {
  const key = keyOf(i);
  sharing.set(key, (sharing.get(key) ?? 0) + 1);
  if (of("verdict", i) === "allowed" && !allowedKeys.has(key)) allowedKeys.set(key, i);
}

// "false", "true", "allowed" (by a list, and nobody said otherwise here) or "".
function markOf(i) {
  const key = keyOf(i), said = marks.get(key);
  if (said?.mark) return said.entry && said.mark === "false" ? "allowed" : said.mark;
  return allowedKeys.has(key) ? "allowed" : "";
}

function noteOf(i) {
  return marks.get(keyOf(i))?.note ?? "";
}

function keep(key, said) {
  if (said && (said.mark || said.note || said.entry)) marks.set(key, said);
  else marks.delete(key);
}

function setMark(i, mark) {
  const key = keyOf(i), before = marks.get(key) ?? null;
  undone.push([key, before, i]);
  keep(key, { note: "", entry: null, ...before, mark, document: before?.document ?? of("document", i) });
  changed();
}

function setNote(i, note) {
  const key = keyOf(i), before = marks.get(key) ?? null;
  if ((before?.note ?? "") === note) return;
  keep(key, { mark: "", entry: null, document: of("document", i), ...before, note });
  changed();
}

// Take the last mark back; gives the hit it was given at, or null. A note that came later stays.
function takeBack() {
  const last = undone.pop();
  if (!last) return null;
  const [key, before, i] = last;
  const note = marks.get(key)?.note ?? "";
  keep(key, before ? { ...before, note } : { mark: "", note, document: of("document", i), entry: null });
  changed();
  return i;
}

function changed() {
  unsaved += 1;
  try {
    localStorage.setItem(SHELF, JSON.stringify([...marks]));
    stored = true;
  } catch { // a browser that stores nothing still has the download
    stored = false;
  }
  showMarks();
}

function restoreMarks() {
  let told;
  try {
    told = JSON.parse(localStorage.getItem(SHELF) ?? "[]");
  } catch {
    stored = false;
    return;
  }
  if (!Array.isArray(told)) return;
  for (const one of told) {
    const [key, said] = Array.isArray(one) ? one : [];
    if (typeof key !== "string" || typeof said?.note !== "string" || !["", "false", "true"].includes(said.mark)) continue;
    marks.set(key, { mark: said.mark, note: said.note, document: String(said.document ?? ""),
      entry: isEntry(said.entry) ? said.entry : null });
  }
}

function isEntry(one) {
  const named = ["benchmark", "item", "part", "item_sha256", "match"];
  return Boolean(one) && typeof one === "object" && named.every((name) => typeof one[name] === "string" && one[name]) &&
    PARTS.includes(one.part) && ["document", "note"].every((name) => one[name] === undefined || typeof one[name] === "string");
}

const SHA_OF = new Map(DATA.items.map((one) => [JSON.stringify(one.slice(0, 3)), one[ITEM.sha]]));

function entryOf(key) {
  const [benchmark, item, part, match] = JSON.parse(key);
  const said = marks.get(key);
  const sha = SHA_OF.get(JSON.stringify([benchmark, item, part])) ?? said?.entry?.item_sha256 ?? "";
  const held = allowedKeys.get(key);
  const place = said?.document || (held === undefined ? "" : of("document", held));
  return { benchmark, item, part, item_sha256: sha, match, document: place, note: said?.note ?? "" };
}

// All that is allowed: marked here, read from a list, or allowed by the run; but for what is marked true.
function allowList() {
  const keys = new Set([...allowedKeys.keys(), ...[...marks].filter(([, said]) => said.mark === "false").map(([key]) => key)]);
  const entries = [...keys].filter((key) => marks.get(key)?.mark !== "true").map(entryOf);
  const order = (one) => JSON.stringify(Object.values(one));
  const allowed = entries.filter(isEntry).sort((a, b) => order(a) < order(b) ? -1 : 1);
  return { text: JSON.stringify({ format: 1, benchmarks: DATA.benchmarks, allowed }, null, 1) + "\n",
    count: allowed.length, lost: entries.length - allowed.length };
}

// Read an allow-list; gives a sentence on what came of it. Throws an Error that says what is wrong.
function readAllowList(text) {
  let told;
  try {
    told = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is no JSON (${error.message})`);
  }
  if (told?.format !== 1) throw new Error(`its format is ${JSON.stringify(told?.format)}, and this page reads 1`);
  if (!Array.isArray(told.allowed)) throw new Error("it has no list “allowed”");
  const odd = told.allowed.findIndex((one) => !isEntry(one));
  if (odd >= 0) throw new Error(`entry ${odd + 1} lacks benchmark, item, part, item_sha256 or match`);
  let taken = 0, stale = 0, against = 0, met = 0;
  for (const one of told.allowed) {
    const key = JSON.stringify([one.benchmark, one.item, one.part, one.match]);
    const sha = SHA_OF.get(JSON.stringify([one.benchmark, one.item, one.part]));
    const said = marks.get(key);
    if (sha !== undefined && sha !== one.item_sha256) stale += 1;
    else if (said?.mark === "true") against += 1;
    else {
      taken += 1;
      met += sharing.has(key);
      marks.set(key, { mark: "false", note: said?.note || one.note || "", document: one.document ?? "", entry: one });
    }
  }
  undone.length = 0;
  changed();
  return `${plural(taken, "entry").replace("entrys", "entries")} read, ${grouped(met)} of them of hits here.` +
    (stale ? ` ${grouped(stale)} of another version of the item: not honoured.` : "") +
    (against ? ` ${grouped(against)} of hits that you marked true: your mark stays.` : "");
}

function showMarks() {
  const said = [...marks.values()];
  const count = (mark) => said.filter((one) => one.mark === mark && !one.entry).length;
  const read = said.filter((one) => one.entry && one.mark === "false").length;
  const list = allowList();
  byId("marked").textContent = `Marked here: ${plural(count("false"), "false positive")}, ${grouped(count("true"))} true` +
    (read ? `; ${grouped(read)} allowed by a list that was read` : "") +
    (allowedKeys.size ? `; ${grouped(allowedKeys.size)} allowed by the run` : "") + ".";
  byId("kept").textContent = !unsaved ? "" : stored
    ? `${plural(unsaved, "change")} since the last download; this browser keeps them.`
    : `${plural(unsaved, "change")} since the last download, which this browser does not keep: download the list before you close the page.`;
  byId("save").textContent = `Download the allow-list (${grouped(list.count)})`;
  byId("save").disabled = byId("copy").disabled = !list.count;
  byId("lost").textContent = list.lost
    ? `${plural(list.lost, "mark")} cannot go into a list: what their items say is not in this report.` : "";
  byId("undo").disabled = !undone.length;
}

addEventListener("beforeunload", (event) => { if (unsaved && !stored) event.preventDefault(); });
