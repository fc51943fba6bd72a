// The list of hits: filters whose counts follow, an order, and rows of which only those in sight exist.

const FACETS = ["benchmark", "part", "layer", "verdict", "source", "domain", "normalisation", "action", "mark"];
const NAMELESS = { mark: "not marked", domain: "(no address)", source: "(none)", action: "(none)" };
const MARKS = { "": "not marked", false: "false positive", true: "true", allowed: "allowed" };
const MOST_OPTIONS = 400;
const ROW = 60; // pixels of a row, as in the style
const ORDERS = {
  overlap: (a, b) => H.overlap[b] - H.overlap[a] || H.bits[b] - H.bits[a],
  bits: (a, b) => H.bits[b] - H.bits[a] || H.overlap[b] - H.overlap[a],
  document: (a, b) => rank[H.document[a]] - rank[H.document[b]] || H.doc_start[a] - H.doc_start[b],
  item: (a, b) => H.benchmark[a] - H.benchmark[b] || H.target[a] - H.target[b] || H.overlap[b] - H.overlap[a],
};
let shown = []; // numbers of hits, filtered and in order
let current = -1; // of those, the place of the one in view
let rank = null; // of a document's number, its place among names

const valueOf = (facet, i) => facet === "mark" ? markOf(i) : of(facet, i);

function wanted() {
  const facets = FACETS.map((facet) => byId(`by-${facet}`).value); // "" is all, "=x" is x
  const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  return { facets, words, item: oneLine(byId("by-item").value), document: oneLine(byId("by-document").value),
    least: (byId("least").valueAsNumber || 0) / 100 - 1e-9 };
}

// As a field of one line holds it.
function oneLine(text) {
  return text.replace(/[\r\n]/g, "").trim();
}

function fits(i, want) {
  if (H.overlap[i] < want.least) return false;
  if (want.item && oneLine(of("item", i)) !== want.item) return false;
  if (want.document && oneLine(of("document", i)) !== want.document) return false;
  if (!want.words.length) return true;
  const held = haystack(i);
  return want.words.every((word) => held.some((text) => text.includes(word)));
}

// The hits that all filters let through; and for each facet, how many hits each value would give.
function filtered() {
  const want = wanted();
  const counts = FACETS.map(() => new Map());
  const found = [];
  for (let i = 0; i < COUNT; i++) {
    if (!fits(i, want)) continue;
    const values = FACETS.map((facet) => valueOf(facet, i));
    let odd = -1, misses = 0;
    for (let f = 0; f < FACETS.length; f++)
      if (want.facets[f] && want.facets[f] !== `=${values[f]}`) { misses += 1; odd = f; }
    if (misses > 1) continue;
    if (!misses) found.push(i);
    for (let f = 0; f < FACETS.length; f++)
      if (!misses || f === odd) counts[f].set(values[f], (counts[f].get(values[f]) ?? 0) + 1);
  }
  return { found, counts };
}

function apply(hold = true) {
  const before = shown[current];
  const { found, counts } = filtered();
  rank ??= ranks();
  const order = ORDERS[byId("order").value];
  shown = found.sort((a, b) => order(a, b) || a - b);
  FACETS.forEach((facet, f) => options(facet, counts[f]));
  const documents = new Set(shown.map((i) => H.document[i])).size;
  const items = new Set(shown.map((i) => JSON.stringify([of("benchmark", i), of("item", i)]))).size;
  byId("count").textContent = shown.length === 0 ? "No hit passes these filters."
    : `${plural(shown.length, "hit")}${shown.length < COUNT ? ` of ${grouped(COUNT)}` : ""} in ` +
      `${plural(documents, "document")}, of ${plural(items, "item")}`;
  byId("clear").disabled = shown.length === COUNT;
  for (const id of ["jsonl", "csv"]) byId(id).disabled = !shown.length;
  byId("space").style.height = `${shown.length * ROW}px`;
  const again = hold ? shown.indexOf(before) : -1;
  if (again < 0) byId("list").scrollTop = 0;
  choose(again >= 0 ? again : shown.length ? 0 : -1, again < 0);
}

function ranks() {
  const order = T.document.map((_, n) => n).sort((a, b) => T.document[a] < T.document[b] ? -1 : 1);
  const found = new Int32Array(order.length);
  order.forEach((n, place) => { found[n] = place; });
  return found;
}

// A choice with its counts; the one that is chosen stays even where it gives nothing.
function options(facet, counts) {
  const select = byId(`by-${facet}`), chosen = select.value;
  const values = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const listed = values.slice(0, MOST_OPTIONS);
  if (chosen && !listed.some(([value]) => `=${value}` === chosen))
    listed.push([chosen.slice(1), counts.get(chosen.slice(1)) ?? 0]);
  const named = (value) => facet === "mark" ? MARKS[value] : value === "" ? NAMELESS[facet] ?? "(none)" : cut(value, 60);
  const made = listed.map(([value, count]) => {
    const option = html("option", {}, `${named(value)} (${grouped(count)})`);
    option.value = `=${value}`; // as it is: an attribute would show what is unseen
    return option;
  });
  const rest = values.length - MOST_OPTIONS;
  if (rest > 0) made.push(html("option", { disabled: true }, `… ${grouped(rest)} more: search for them`));
  select.replaceChildren(html("option", { value: "" }, "all"), ...made);
  select.value = chosen;
}

function setFilter(id, value) {
  const field = byId(id);
  if (field instanceof HTMLSelectElement && ![...field.options].some((one) => one.value === value)) {
    const option = html("option");
    option.value = value;
    field.append(option);
  }
  field.value = value;
  apply();
}

function clearFilters() {
  for (const facet of FACETS) byId(`by-${facet}`).value = "";
  for (const id of ["by-item", "by-document", "search"]) byId(id).value = "";
  byId("least").value = 0;
  apply();
}

// Rows in sight, and some more on either side.
function drawRows() {
  const list = byId("list");
  const first = Math.max(Math.floor(list.scrollTop / ROW) - 5, 0);
  const last = Math.min(Math.ceil((list.scrollTop + list.clientHeight) / ROW) + 5, shown.length);
  const rows = [];
  for (let place = first; place < last; place++) rows.push(row(place));
  byId("space").replaceChildren(...rows);
  if (current >= first && current < last) list.setAttribute("aria-activedescendant", `row-${current}`);
  else list.removeAttribute("aria-activedescendant");
}

function row(place) {
  const i = shown[place], mark = markOf(i), verdict = of("verdict", i);
  const made = html("div", { class: "row", role: "option", id: `row-${place}`, "data-place": place,
    "aria-selected": place === current ? "true" : "false", "aria-setsize": shown.length, "aria-posinset": place + 1 },
    html("span", { class: "row-top" },
      html("span", { class: `swatch ${COLOURS[verdict] ?? "in"}` }),
      html("b", { class: "row-item" }, cut(of("item", i), 80)),
      html("span", { class: "row-number" }, percent(H.overlap[i]))),
    html("span", { class: "row-under" },
      html("span", { class: "row-place" },
        [of("benchmark", i), of("part", i), of("domain", i) || of("document", i)].map((text) => cut(text, 60)).join(", ")),
      html("span", {}, [verdict, of("layer", i)].join(", ")),
      mark ? html("span", { class: `chip ${mark}` }, MARKS[mark]) : null));
  made.style.top = `${place * ROW}px`;
  return made;
}

// Never rounded up to all of it.
function percent(overlap) {
  return `${Math.floor(overlap * 100 + 1e-9)} %`;
}

function choose(place, follow = true) {
  current = place;
  const list = byId("list");
  if (follow && place >= 0) {
    const top = place * ROW, room = list.clientHeight;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + ROW > list.scrollTop + room) list.scrollTop = top + ROW - room;
  }
  drawRows();
  showHit(place < 0 ? null : shown[place]);
}

function step(by) {
  if (!shown.length) return;
  const place = Math.max(0, Math.min(shown.length - 1, current + by));
  if (place !== current) choose(place);
}
