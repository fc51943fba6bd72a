// One hit: the item on the left, the document on the right, what they share in the same colour on both sides.

const COLOURS = { contaminated: "dropped", partial: "by-1", template: "by-2", allowed: "kept" };
const AROUND = 1200; // characters of a document shown on either side of a hit
const HUES = 7;
const MOST_STOPS = 30; // runs that the Tab key stops at; who has more to pass would never get through
let inView = null; // the hit that is shown
let wide = false; // whether all that the page has of its document is shown

function showHit(i, all = false) {
  wide = all;
  inView = i;
  const there = i !== null;
  byId("nothing").hidden = there;
  byId("pair").hidden = !there;
  for (const id of ["mark-false", "mark-true"]) byId(id).disabled = !there;
  byId("previous").disabled = !there || current <= 0;
  byId("next").disabled = !there || current >= shown.length - 1;
  byId("note").disabled = !there;
  if (!there) {
    byId("hit-title").textContent = "No hit";
    byId("note").value = "";
    return;
  }
  const item = itemOf(i);
  byId("hit-title").replaceChildren(html("span", {}, `Hit ${grouped(current + 1)} of ${grouped(shown.length)}`));
  byId("facts").replaceChildren(...factsOf(i));
  byId("item-head").replaceChildren(...itemHead(i, item));
  byId("document-head").replaceChildren(...documentHead(i));
  showMark(i);
  showTexts(i, item);
  remember(i);
}

function fact(name, ...said) {
  return html("div", {}, html("dt", {}, name), html("dd", {}, ...said));
}

function factsOf(i) {
  const verdict = of("verdict", i), layer = of("layer", i), detail = of("detail", i), action = of("action", i);
  const found = [
    fact("verdict", html("span", { class: `swatch ${COLOURS[verdict] ?? "in"}` }), verdict),
    fact("layer", layer), fact("overlap", percent(H.overlap[i])), fact("bits", H.bits[i].toFixed(1)),
    run(layer, H.n[i]), fact("overlooked", of("normalisation", i)),
  ];
  if (of("source", i)) found.push(fact("source", cut(of("source", i), 80)));
  if (action) found.push(fact("done", action));
  if (detail) found.push(fact("detail", cut(detail, 300)));
  const link = html("a", { href: `#hit=${H.row[i]}` }, "link to this hit");
  found.push(html("div", {}, link));
  return found;
}

// In layer llemma n is one of the four that the study may ask for, and the detail says the run itself.
function run(layer, n) {
  if (layer === "llemma") return fact("n", String(n));
  return fact("longest run", plural(n, ["formulas", "formal"].includes(layer) ? "token" : "word"));
}

function only(label, id, value) {
  const button = html("button", { type: "button", class: "small" }, label);
  button.addEventListener("click", () => setFilter(id, value));
  return button;
}

function itemHead(i, item) {
  const name = item?.[ITEM.name], origin = item?.[ITEM.origin];
  return [html("p", { class: "fate" }, `${of("benchmark", i)}, ${of("part", i)}`),
    html("p", { class: "address" }, html("b", {}, cut(of("item", i), 160)), name && name !== of("item", i) ? ` ${cut(name, 160)}` : ""),
    origin ? html("p", { class: "twin-id" }, cut(origin, 160)) : null,
    html("p", { class: "only" }, only("Only this item", "by-item", of("item", i)))].filter(Boolean);
}

function documentHead(i) {
  const origin = of("origin", i), id = of("document", i);
  const place = LINK.test(origin)
    ? html("a", { href: origin, target: "_blank", rel: "noopener noreferrer nofollow" }, cut(origin, 160)) : cut(origin || id, 160);
  return [html("p", { class: "fate" }, "document"), html("p", { class: "address" }, place),
    origin && id !== origin ? html("p", { class: "twin-id" }, cut(id, 160)) : null,
    html("p", { class: "only" }, only("Only this document", "by-document", id),
      of("domain", i) ? only("Only this domain", "by-domain", `=${of("domain", i)}`) : null)].filter(Boolean);
}

function showMark(i) {
  const mark = markOf(i), others = sharing.get(keyOf(i)) - 1;
  byId("mark-false").setAttribute("aria-pressed", mark === "false" || mark === "allowed" ? "true" : "false");
  byId("mark-true").setAttribute("aria-pressed", mark === "true" ? "true" : "false");
  byId("said").textContent = (mark ? `This hit is ${mark === "allowed" ? "allowed by a list" : `marked ${WORDS[mark]}`}. ` : "") +
    (others ? `A mark holds for ${plural(others, "further hit")} with the same words of this item.` : "");
  if (document.activeElement !== byId("note")) byId("note").value = noteOf(i);
}

function showTexts(i, item) {
  const spans = spansOf(i);
  const left = byId("item-text"), right = byId("document-text");
  if (item) {
    const rest = item[ITEM.left] ? [html("span", { class: "gap" }, ` … ${plural(item[ITEM.left], "character")} more`)] : [];
    left.replaceChildren(...marked(item[ITEM.text], 0, spans, "item"), ...rest);
  } else left.replaceChildren(html("span", { class: "gap" }, "What this item says is not in the report."));
  right.replaceChildren(...documentText(i, spans));
  for (const pane of [left, right]) toFirst(pane);
}

// The passages around hit i, gaps between them said.
function documentText(i, spans) {
  const found = [], group = DATA.groups[H.group[i]];
  const from = wide ? -Infinity : H.doc_start[i] - AROUND, to = wide ? Infinity : H.doc_end[i] + AROUND;
  let at = null, more = false;
  for (const [start, text] of group) {
    const long = lengthOf(text), end = start + long;
    const first = Math.max(start, from), last = Math.min(end, to);
    more ||= first > start || last < end;
    if (first >= last) continue;
    const gap = at === null ? first : first - at;
    if (gap > 0) found.push(html("span", { class: "gap" }, `… ${plural(gap, "character")} ${at === null ? "before" : "between"} …`));
    found.push(...marked(slicer(text)(first - start, last - start), first, spans, "document"));
    at = last;
  }
  if (at === null) return [html("span", { class: "gap" }, "The report holds no excerpt of this document.")];
  if (more) {
    const button = html("button", { type: "button", class: "small", id: "wider" }, "Show all that this page has of the document");
    button.addEventListener("click", () => showHit(i, true));
    found.push(html("span", { class: "gap" }, "… "), button);
  }
  return found;
}

// `text`, which begins at place `start`, with runs marked; where runs overlap, the first one colours.
function marked(text, start, spans, side) {
  const part = slicer(text), end = start + lengthOf(text);
  const edges = new Set([start, end]);
  const mine = spans.map((one) => ({ number: one.number, from: Math.max(one[side][0], start), to: Math.min(one[side][1], end) }))
    .filter((one) => one.from < one.to);
  for (const one of mine) edges.add(one.from).add(one.to);
  const cuts = [...edges].sort((a, b) => a - b);
  const opening = [...mine].sort((a, b) => a.from - b.from);
  const found = [];
  let live = [], next = 0;
  for (let n = 0; n + 1 < cuts.length; n++) {
    while (next < opening.length && opening[next].from <= cuts[n]) live.push(opening[next++]);
    live = live.filter((one) => one.to > cuts[n]);
    const piece = part(cuts[n] - start, cuts[n + 1] - start);
    if (!live.length) { found.push(visible(piece)); continue; }
    const numbers = live.map((one) => one.number).sort((a, b) => a - b);
    found.push(html("mark", { class: `hue-${numbers[0] % HUES}`, "data-spans": numbers.join(" "),
      tabindex: spans.length <= MOST_STOPS ? "0" : null }, piece));
  }
  return found;
}

function toFirst(pane) {
  const first = pane.querySelector("mark");
  pane.scrollTop = 0;
  if (first) pane.scrollTop = first.offsetTop - pane.offsetTop - pane.clientHeight / 4;
}

function numbersOf(mark) {
  return mark.dataset.spans.split(" ");
}

// Light up what belongs to the run under the pointer, on both sides.
function light(mark) {
  const lit = new Set(mark ? numbersOf(mark) : []);
  for (const one of byId("pair").querySelectorAll("mark"))
    one.classList.toggle("lit", numbersOf(one).some((number) => lit.has(number)));
}

// Show the other side of the run that was clicked.
function toTwin(mark) {
  const other = byId(mark.closest("#item-text") ? "document-text" : "item-text");
  const lit = new Set(numbersOf(mark));
  const twin = [...other.querySelectorAll("mark")].find((one) => numbersOf(one).some((number) => lit.has(number)));
  if (twin) other.scrollTop = twin.offsetTop - other.offsetTop - other.clientHeight / 3;
}
