// The page put together: keys, downloads, links to a hit, and the items that cannot be checked.

const MOST_LISTED = 200; // of items that cannot be checked
const KEYS = { j: "next", ArrowDown: "next", ArrowRight: "next", k: "previous", ArrowUp: "previous", ArrowLeft: "previous",
  f: "false", t: "true", u: "undo", n: "note" };
const EXPORTED = ["document", "origin", "source", "domain", "benchmark", "item", "part", "layer", "n", "overlap", "bits",
  "doc_start", "doc_end", "item_start", "item_end", "normalisation", "verdict", "detail", "match", "action"];

function mark(which) {
  if (inView === null) return;
  const place = current, i = inView;
  setMark(i, which);
  byId("status").textContent = `Marked ${WORDS[which]}: ${cut(of("item", i), 60)}.`;
  const filtering = byId("by-mark").value !== "";
  apply();
  const gone = shown[current] !== i; // the filter took it away: the next one stands in its place
  if (filtering && gone) choose(Math.min(place, shown.length - 1));
  else if (byId("go-on").checked) step(1);
}

function undo() {
  const i = takeBack();
  if (i === null) return;
  byId("status").textContent = `Taken back: ${cut(of("item", i), 60)}.`;
  apply();
  const place = shown.indexOf(i);
  if (place >= 0) choose(place);
}

const DEEDS = {
  next: () => step(1), previous: () => step(-1), false: () => mark("false"), true: () => mark("true"), undo,
  note: () => byId("note").focus(),
};

function inSight() {
  const box = byId("hits").getBoundingClientRect();
  return box.top < innerHeight && box.bottom > 0;
}

document.addEventListener("keydown", (event) => {
  const there = event.target, arrow = event.key.startsWith("Arrow");
  if (event.ctrlKey || event.metaKey || event.altKey || !byId("use-keys").checked || !inSight()) return;
  if (there.matches("select, textarea, input:not([type=checkbox])")) return;
  if (arrow && !byId("list").contains(there) && there !== document.body) return; // a pane of text scrolls
  const deed = KEYS[arrow ? event.key : event.key.toLowerCase()];
  if (!deed || (event.repeat && !["next", "previous"].includes(deed))) return;
  event.preventDefault();
  DEEDS[deed]();
});

function download(text, name, type) {
  const link = html("a");
  link.download = name;
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function saved() {
  unsaved = 0;
  showMarks();
}

async function copy() {
  const { text } = allowList();
  try {
    await navigator.clipboard.writeText(text);
  } catch { // a page that was opened as a file may not
    const field = html("textarea", { class: "offscreen", "aria-hidden": "true" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    byId("copy").focus();
    if (!done) {
      byId("status").textContent = "This browser does not let the page copy: download the list.";
      return;
    }
  }
  byId("status").textContent = "The allow-list is copied.";
  saved();
}

async function readList() {
  const field = byId("read"), file = field.files[0];
  if (!file) return;
  try {
    const said = readAllowList(await file.text());
    apply();
    byId("status").textContent = `${file.name}: ${said}`;
  } catch (error) {
    byId("status").textContent = `${file.name} was not read: ${error.message}. Give an allow-list that this page or proofpile wrote.`;
  }
  field.value = "";
}

// A hit as it is given out; its excerpt is what the page shows of the document.
function exported(i) {
  const found = { row: H.row[i] };
  for (const name of EXPORTED) found[name] = name in T ? of(name, i) : H[name][i];
  found.spans = spansOf(i).map((one) => [...one.document, ...one.item]);
  found.mark = markOf(i);
  found.note = noteOf(i);
  const pieces = DATA.groups[H.group[i]].filter(([start, text]) => start < H.doc_end[i] && start + lengthOf(text) > H.doc_start[i]);
  found.excerpt = pieces.map(([start, text]) => slicer(text)(Math.max(H.doc_start[i] - start, 0), H.doc_end[i] - start)).join(" … ");
  return found;
}

// A cell that a spreadsheet would take for a formula is made text.
function cell(value) {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value : JSON.stringify(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function exportHits(kind) {
  const rows = shown.map(exported);
  const text = kind === "jsonl" ? rows.map((one) => JSON.stringify(one) + "\n").join("")
    : [Object.keys(rows[0]), ...rows.map((one) => Object.values(one))].map((one) => one.map(cell).join(",") + "\r\n").join("");
  download(text, `hits.${kind}`, kind === "csv" ? "text/csv" : "application/jsonl");
}

// #hit=ROW names a hit by its row of hits.arrow.
function remember(i) {
  if (!follows) return;
  try {
    history.replaceState(null, "", `#hit=${H.row[i]}`);
  } catch { /* a browser that counts how often, or that has no history for files */ }
}

let follows = false; // not before somebody chose a hit: who opens the page sees its head
function toLinked() {
  const found = /^#hit=(\d{1,12})$/.exec(location.hash);
  if (!found) return false;
  const i = H.row.indexOf(Number(found[1]));
  if (i < 0) {
    byId("status").textContent = `Hit ${found[1]} is not on this page; hits.arrow has all.`;
    return true;
  }
  if (i !== inView) {
    if (!shown.includes(i)) clearFilters();
    choose(shown.indexOf(i));
  }
  byId("hits").scrollIntoView();
  return true;
}

function showUncheckable() {
  const words = byId("blind-search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = DATA.uncheckable.filter(([benchmark, item, part, why, number]) => {
    const text = [benchmark, item, part, why, number < 0 ? "" : DATA.items[number][ITEM.text]].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  byId("blind-count").textContent = found.length > MOST_LISTED
    ? `${plural(found.length, "part")}, of which ${MOST_LISTED} are shown` : plural(found.length, "part");
  byId("blind-list").replaceChildren(...found.slice(0, MOST_LISTED).map(([benchmark, item, part, why, number]) =>
    html("li", {}, html("b", {}, cut(item, 100)), ` ${benchmark}, ${part}: ${why}`,
      number < 0 ? null : html("span", { class: "meaning", dir: "auto" }, cut(DATA.items[number][ITEM.text], 400)))));
}

function wait(deed, pause) {
  let timer = 0;
  return () => { clearTimeout(timer); timer = setTimeout(deed, pause); };
}

function begin() {
  restoreMarks();
  showMarks();
  apply();
  follows = true;
  for (const facet of FACETS) // a choice of one
    if (facet !== "mark" && T[facet].length < 2) byId(`by-${facet}`).parentElement.hidden = true;
  const chosen = () => { apply(false); };
  for (const facet of FACETS) byId(`by-${facet}`).addEventListener("change", chosen);
  for (const id of ["order"]) byId(id).addEventListener("change", chosen);
  for (const id of ["search", "by-item", "by-document", "least"]) byId(id).addEventListener("input", wait(chosen, 120));
  byId("clear").addEventListener("click", clearFilters);
  const list = byId("list");
  list.addEventListener("scroll", drawRows, { passive: true });
  new ResizeObserver(drawRows).observe(list);
  list.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (row) choose(Number(row.dataset.place), false);
  });
  list.addEventListener("keydown", (event) => {
    const far = { Home: -COUNT, End: COUNT, PageUp: -8, PageDown: 8 }[event.key];
    if (far) { event.preventDefault(); step(far); }
  });
  for (const id of ["next", "previous", "undo"]) byId(id).addEventListener("click", DEEDS[id]);
  for (const which of ["false", "true"]) byId(`mark-${which}`).addEventListener("click", DEEDS[which]);
  byId("note").addEventListener("change", () => { if (inView !== null) { setNote(inView, byId("note").value.trim()); drawRows(); } });
  byId("note").addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "Escape") { event.preventDefault(); byId("list").focus(); }
  });
  byId("save").addEventListener("click", () => { download(allowList().text, "allow-list.json", "application/json"); saved(); });
  byId("copy").addEventListener("click", copy);
  byId("read").addEventListener("change", readList);
  for (const kind of ["jsonl", "csv"]) byId(kind).addEventListener("click", () => exportHits(kind));
  const pair = byId("pair");
  for (const [name, lit] of [["pointerover", true], ["focusin", true], ["pointerout", false], ["focusout", false]])
    pair.addEventListener(name, (event) => {
      const found = event.target.closest("mark");
      if (found) light(lit ? found : null);
    });
  pair.addEventListener("click", (event) => { const found = event.target.closest("mark"); if (found) toTwin(found); });
  byId("blind-search").addEventListener("input", wait(showUncheckable, 120));
  addEventListener("hashchange", toLinked);
  showUncheckable();
  toLinked();
  requestAnimationFrame(() => setTimeout(() => performance.mark("painted"))); // after the frame that has the list
}

begin();
