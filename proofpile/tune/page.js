// The page put together: what is tuned, the value that is chosen, and where labels go.

async function post(what, facts) {
  let answer;
  try {
    answer = await fetch(what, { method: "POST", body: JSON.stringify(facts),
      headers: { "Content-Type": "application/json" }, credentials: "omit", cache: "no-store" });
  } catch {
    throw new Error("proofpile tune does not answer; is it still running?");
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.error ?? `refused (${answer.status})`);
  return told;
}

const SHELF = `proofpile tune ${JSON.stringify(DATA.heading)}`; // in the browser's storage
let unsaved = 0;

async function keepLabel(number, label) {
  if (DATA.target) return post("label", { n: number, label });
  const held = new Map(labels);
  held.delete(number);
  if (label !== null) held.set(number, label);
  unsaved += 1;
  try {
    const named = [...held].map(([n, given]) => [DATA.documents[n].id, given]);
    localStorage.setItem(SHELF, JSON.stringify(named));
  } catch { /* a browser that stores nothing still has the download */ }
  showUnsaved();
}

function restoreLabels() {
  const numbers = new Map(DATA.documents.map((one, n) => [one.id, n]));
  try {
    for (const [id, label] of JSON.parse(localStorage.getItem(SHELF) ?? "[]"))
      if (numbers.has(id) && ["keep", "drop", "skip"].includes(label)) labels.set(numbers.get(id), label);
  } catch { /* nothing was stored, or something else */ }
}

function showUnsaved() {
  byId("unsaved").textContent = unsaved
    ? `${plural(unsaved, "change")} since the last download; give the file to proofpile tune with --labels`
    : "";
}

function download() {
  const lines = [DATA.heading, ...[...labels].map(([n, label]) => {
    const one = DATA.documents[n];
    return { id: one.id, label, score: one.score };
  })];
  const text = lines.map((line) => JSON.stringify(line) + "\n").join("");
  const link = html("a", { download: `${DATA.title}-${DATA.reason}.labels.jsonl` });
  link.href = URL.createObjectURL(new Blob([text], { type: "application/jsonl" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  unsaved = 0;
  showUnsaved();
}

function showThreshold() {
  const value = edges[edge];
  byId("sentence").replaceChildren(html("b", {}, String(value)), ": ", sentenceAt(edge));
  if (document.activeElement !== byId("value")) byId("value").value = value;
  byId("as-now").disabled = edge === DATA.now;
  const judged = counting();
  showQuality(qualityAt(judged, edge));
  byId("basis").textContent = basis(judged);
  if (byId("yields").closest("details").open) showYields(judged);
}

const MEANINGS = {
  precision: "of the documents it keeps, those worth keeping",
  recall: "of the documents worth keeping, those it keeps",
  f1: "the harmonic mean of the two",
};

function showQuality(quality) {
  byId("quality").replaceChildren(...MEASURES.map(([name, word]) => {
    const share = quality?.[name];
    const head = html("th", { scope: "row" }, html("span", { class: `swatch ${name}` }), word);
    return html("tr", { id: `at-${name}` }, head,
      html("td", { class: "n" }, share ? share[0].toFixed(2) : "–"),
      html("td", { class: "n" }, share ? `${share[1].toFixed(2)}–${share[2].toFixed(2)}` : "–"),
      html("td", { class: "soft" }, MEANINGS[name]));
  }));
}

function basis(judged) {
  const given = judged.flat(), empty = judged.filter((one) => !one.length).length;
  if (!labels.size) return "Nothing is judged yet.";
  const worth = given.filter((one) => one.worth).length;
  const side = given.filter((one) => stays(one.bin, edge)).length;
  let said = `From ${plural(given.length, "label")}: ${worth} keep, ${given.length - worth} drop; ` +
    `${side} on the side that this threshold keeps, ${given.length - side} on the other.`;
  const idle = [...labels.values()].filter((label) => label !== "skip").length - given.length;
  if (idle) said += ` ${plural(idle, "label")} of earlier draws do not count yet: judge the rest first.`;
  if (given.length && empty)
    said += ` Nothing is judged yet in ${empty} of ${judged.length} strata: they count as unknown.`;
  return said;
}

function showYields(judged) {
  const now = yieldAt(DATA.now).documents;
  const wanted = [0.5, 0.8, 0.9, 0.95, 0.98, 1, 1.02, 1.05, 1.1, 1.2, 1.5].map((share) => share * now);
  const near = new Set([DATA.now, edge]);
  for (const want of wanted) {
    let best = DATA.now;
    for (let n = REACH[0]; n <= REACH[1]; n++)
      if (Math.abs(yieldAt(n).documents - want) < Math.abs(yieldAt(best).documents - want)) best = n;
    near.add(best);
  }
  byId("yields").replaceChildren(...[...near].sort((a, b) => a - b).map((n) => {
    const there = yieldAt(n), quality = qualityAt(judged, n);
    const cell = (text) => html("td", { class: "n" }, text);
    const share = (found) => cell(found ? `${found[0].toFixed(2)} (${found[1].toFixed(2)}–${found[2].toFixed(2)})` : "–");
    const mark = n === DATA.now ? " now" : n === edge ? " here" : "";
    return html("tr", {}, html("th", { scope: "row" }, `${edges[n]}${mark}`), cell(grouped(there.documents)),
      cell((there.estimated ? "~" : "") + amount(there.characters)), share(quality?.precision), share(quality?.recall));
  }));
}

function ask() {
  byId("used").textContent = "";
  if (!DATA.target) {
    const value = edges[edge];
    byId("used").textContent =
      `To use it: proofpile build … --set ${DATA.filter}.${DATA.parameter}=${value}, or proofpile tune … --choose ${value}`;
    return;
  }
  byId("question").textContent =
    `Write ${edges[edge]} to ${DATA.target} as the default of ${DATA.parameter}? In the build it was ${edges[DATA.now]}.`;
  byId("confirm").hidden = false;
  byId("yes").focus();
}

async function use() {
  byId("confirm").hidden = true;
  byId("use").focus();
  try {
    const { told } = await post("use", { value: edges[edge] });
    byId("used").replaceChildren(...told.map((text) => html("span", { class: "told" }, text)));
  } catch (error) {
    byId("used").textContent = `Not written: ${error.message}`;
  }
}

function about() {
  const code = (text) => html("code", {}, text);
  const [kept, refused] = DATA.totals, [other, gone] = DATA.elsewhere;
  const found = [code(DATA.filter), " keeps documents whose ", code(DATA.mark),
    DATA.keeps === "at-least" ? " is at least " : " is at most ", code(DATA.parameter),
    `, which was ${edges[DATA.now]} when ${DATA.title} was built: ${grouped(kept)} were kept by that, and ` +
      `${grouped(refused)} refused as `, code(DATA.reason), DATA.meaning ? ` (${DATA.meaning}).` : "."];
  if (DATA.unscored) found.push(` ${plural(DATA.unscored, "document")} without a score stay anyway.`);
  if (other + gone)
    found.push(` Another test decided on ${grouped(other)} kept and ${grouped(gone)} refused ones; they are not shown.`);
  return found;
}

function method() {
  const said = [
    "The sample is drawn by stratum: each side of the line is divided by rank of score, from the line outwards, " +
      "and most documents are drawn from the strata next to the line. Within a stratum the draw is by a hash of the id.",
    "Each label weighs as many documents as its stratum has, over its labels. Where the threshold divides a stratum, " +
      "the two parts, whose sizes are known exactly, are counted apart.",
    "Intervals are Wilson's for each part, corrected for continuity, put together by the method of variance estimates recovery, at 95 %. " +
      "A stratum without labels counts as unknown, from none to all of it worth keeping.",
    "Recall is of what this filter judged: what other filters refused is not in it. What a lower bar would let " +
      "through still has to pass the filters that come after, so documents beyond those kept now are an upper bound.",
    `The ledger holds no lengths of refused texts of ${SHOWN_OF_REFUSED} characters or more: they count as ` +
      `${grouped(DATA.typical)}, the mean of kept documents next to the line.`,
  ];
  if (DATA.weight > 1)
    said.push(`Of the refusals only some are listed; each stands for ${DATA.weight.toFixed(2)}.`);
  return said.map((text) => html("p", { class: "note" }, text));
}

function begin() {
  byId("setting").textContent = `${DATA.filter}.${DATA.parameter}`;
  byId("about").replaceChildren(...about());
  byId("method").replaceChildren(...method());
  byId("legend").replaceChildren(
    ...[["kept", "kept by the build"], ["dropped", "refused by it"], ["precision", "precision"], ["recall", "recall"], ["f1", "F1"]]
      .map(([kind, text]) => html("li", {}, html("span", { class: `swatch ${kind}` }), text)));
  byId("footer").textContent = DATA.target
    ? "Labels are on the disk as soon as they are given. Close the page when you are done, and stop proofpile tune with Ctrl-C."
    : "Labels are kept in this page; download them before you close it.";
  byId("download").hidden = Boolean(DATA.target);
  if (!DATA.target) restoreLabels();
  byId("value").addEventListener("input", (event) => {
    const typed = event.target.valueAsNumber;
    if (Number.isFinite(typed)) setEdge(nearestEdge(typed));
  });
  byId("value").addEventListener("change", () => { byId("value").value = edges[edge]; });
  for (const label of ["keep", "drop", "skip"]) byId(label).addEventListener("click", () => give(label));
  byId("undo").addEventListener("click", takeBack);
  byId("as-now").addEventListener("click", () => setEdge(DATA.now));
  byId("use").addEventListener("click", ask);
  byId("yes").addEventListener("click", use);
  byId("no").addEventListener("click", () => { byId("confirm").hidden = true; byId("use").focus(); });
  byId("confirm").addEventListener("keydown", (event) => { if (event.key === "Escape") byId("no").click(); });
  byId("save").addEventListener("click", download);
  for (const id of ["show-score", "even"]) byId(id).addEventListener("change", showDocument);
  byId("yields").closest("details").addEventListener("toggle", () => showYields(counting()));
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  drawBoard();
  showThreshold();
  showDocument();
}

begin();
