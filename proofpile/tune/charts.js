// One drawing: scores of what was kept and refused, what a threshold keeps, and how good that is, over one
// axis of scores, with one line through all three that is dragged or moved with the arrow keys.

const PLOT = { left: 34, right: 10, bars: 92, below: 14, curve: 92, quality: 108, gap: 34, top: 32, ticks: 22 };
const svg = document.getElementById("plot");
let edge = DATA.now;
let axis = null; // from scores to positions, for the present width
let handle = null;

function element(name, attributes = {}, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text) made.textContent = text;
  return made;
}

// The edges at which anything changes, and one more on either side: where the line may go.
const REACH = (() => {
  const bins = [...DATA.kept, ...DATA.refused].map((row) => row[0]);
  const clamp = (n) => Math.max(0, Math.min(edges.length - 1, n));
  return [clamp(Math.min(...bins, DATA.now) - 1), clamp(Math.max(...bins, DATA.now) + 1)];
})();

// A logarithmic scale has no place for zero; where there is any, it has one on the left.
function hasZero() {
  return DATA.logarithmic && (DATA.bars.zeros[0] > 0 || DATA.bars.zeros[1] > 0);
}

// Bars of whole numbers stand on their number; others begin at it.
const SHIFT = DATA.counts && !DATA.logarithmic ? -0.5 : 0;

function makeAxis(width) {
  const { width: step, bins } = DATA.bars;
  const numbers = bins.flat().map((pair) => pair[0]);
  const place = DATA.logarithmic ? Math.log2 : (x) => x;
  const marks = [REACH[0], REACH[1], DATA.now].map((n) => edges[n])
    .filter((x) => !DATA.logarithmic || x > 0).map(place);
  const ends = numbers.length ? [Math.min(...numbers) * step + SHIFT, (Math.max(...numbers) + 1) * step + SHIFT] : [];
  const reach = (ends.length && DATA.logarithmic ? [place(edges[DATA.now])] : marks).filter(Number.isFinite);
  const spare = 0.02 * (Math.max(...ends, ...reach) - Math.min(...ends, ...reach));
  const low = Math.min(...ends, ...reach) - spare, high = Math.max(...ends, ...reach) + spare;
  const zero = hasZero() ? 26 : 0;
  const left = PLOT.left + zero, span = width - left - PLOT.right;
  const at = (position) => left + (position - low) / (high - low || 1) * span;
  return {
    low, high, at, step, width,
    x: (value) => DATA.logarithmic && value <= 0 ? PLOT.left + (zero ? 10 : 0)
      : Math.max(PLOT.left, Math.min(width - PLOT.right, at(place(value)))),
    score: (x) => {
      if (zero && x < left - 8) return 0;
      const position = low + (x - left) / span * (high - low);
      return DATA.logarithmic ? 2 ** position : position;
    },
  };
}

function drawBoard() {
  const width = Math.max(280, Math.round(svg.clientWidth || 600));
  const height = PLOT.top + 2 * PLOT.bars + PLOT.curve + PLOT.quality + PLOT.below + 2 * PLOT.gap + PLOT.ticks;
  axis = makeAxis(width);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren();
  const middle = PLOT.top + PLOT.bars;
  drawBars(0, middle, -1);
  drawBars(1, middle, 1);
  rule(middle);
  caption(PLOT.top - 6, `kept · ${grouped(DATA.totals[0])}`, "kept-text");
  caption(middle + PLOT.bars + 12, `refused · ${grouped(DATA.totals[1])}`, "dropped-text");
  const curve = middle + PLOT.bars + PLOT.below + PLOT.gap;
  drawYield(curve, curve + PLOT.curve);
  const quality = curve + PLOT.curve + PLOT.gap;
  svg.append(element("g", { id: "quality-plot" }));
  drawTicks(quality + PLOT.quality);
  drawHandle(2, quality + PLOT.quality);
  drawQuality();
  moveLine();
}

function rule(y) {
  svg.append(element("line", { class: "axis", x1: PLOT.left, x2: axis.width - PLOT.right, y1: y, y2: y }));
}

function caption(y, text, extra = "", parent = svg) {
  parent.append(element("text", { x: PLOT.left, y, class: `caption ${extra}` }, text));
}

function drawBars(side, base, direction) {
  const bins = DATA.bars.bins[side], zeros = DATA.bars.zeros[side];
  const most = Math.max(1, zeros, ...bins.map((pair) => pair[1]));
  const colour = side ? "dropped" : "kept";
  const column = (left, right, count, value) => {
    const tall = Math.max(1, count / most * (PLOT.bars - 4));
    const gap = Math.min(1, (right - left) / 8);
    const bar = element("rect", { class: `bar-${colour}`, x: left.toFixed(2),
      y: (direction < 0 ? base - tall : base).toFixed(2), height: tall.toFixed(2),
      width: Math.max(right - left - gap, 0.75).toFixed(2) });
    bar.dataset.value = value;
    svg.append(bar);
  };
  if (zeros) column(PLOT.left, PLOT.left + 20, zeros, 0);
  for (const [number, count] of bins) {
    const middle = (number + 0.5) * axis.step + SHIFT;
    column(axis.at(number * axis.step + SHIFT), axis.at((number + 1) * axis.step + SHIFT), count,
      DATA.logarithmic ? 2 ** middle : middle);
  }
}

// A polyline through some of the edges: more than one a pixel would not be seen.
function curveEdges() {
  const found = [];
  let last = -Infinity;
  for (let n = REACH[0]; n <= REACH[1]; n++) {
    const x = axis.x(edges[n]);
    if (x - last >= 1 || n === REACH[1]) found.push(n);
    if (found.at(-1) === n) last = x;
  }
  return found;
}

function path(points) {
  return points.map(([x, y], n) => `${n ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

function drawYield(top, base) {
  const all = curveEdges().map((n) => [axis.x(edges[n]), yieldAt(n)]);
  rule(base);
  for (const [what, kind] of [["documents", "solid"], ["characters", "dashed"]]) {
    const most = Math.max(...all.map(([, there]) => there[what]), 1);
    const points = all.map(([x, there]) => [x, base - there[what] / most * (base - top)]);
    svg.append(element("path", { class: `curve ${kind}`, d: path(points) }));
  }
  caption(top - 6, "kept at each threshold: documents solid, characters dashed");
  for (const [share, label] of [[0, "0"], [1, "all"]])
    svg.append(element("text", { x: PLOT.left - 5, y: base - share * (base - top) + 4, class: "scale" }, label));
}

const MEASURES = [["precision", "precision"], ["recall", "recall"], ["f1", "F1"]];

function drawQuality() {
  const group = document.getElementById("quality-plot");
  const base = PLOT.top + 2 * PLOT.bars + PLOT.curve + PLOT.below + 2 * PLOT.gap + PLOT.quality;
  const top = base - PLOT.quality;
  group.replaceChildren();
  for (const share of [0, 0.5, 1]) {
    const y = base - share * PLOT.quality;
    group.append(element("line", { class: share ? "grid-line" : "axis", x1: PLOT.left,
      x2: axis.width - PLOT.right, y1: y, y2: y }));
    group.append(element("text", { x: PLOT.left - 5, y: y + 4, class: "scale" }, String(share)));
  }
  const judged = counting();
  const known = judged.some((one) => one.length);
  caption(top - 6, known ? "precision, recall and F1, with their 95 % intervals"
    : "precision and recall, once you have judged a document", "", group);
  asideCaptions();
  if (!known) return;
  const all = curveEdges().filter((n, k, list) => k % Math.ceil(list.length / 160) === 0)
    .map((n) => [axis.x(edges[n]), qualityAt(judged, n)]);
  for (const [name] of MEASURES) {
    const points = all.filter(([, q]) => q[name]).map(([x, q]) => [x, q[name].map((p) => base - p * PLOT.quality)]);
    if (!points.length) continue;
    if (name !== "f1") {
      const band = path(points.map(([x, y]) => [x, y[1]])) +
        path(points.map(([x, y]) => [x, y[2]]).reverse()).replace("M", "L") + "Z";
      group.append(element("path", { class: `band ${name}`, d: band }));
    }
    group.append(element("path", { class: `measure ${name}`, d: path(points.map(([x, y]) => [x, y[0]])) }));
  }
}

function drawTicks(base) {
  if (hasZero()) tick(PLOT.left + 10, "0", base);
  let last = -Infinity;
  for (const value of roundValues()) {
    const x = axis.x(value);
    if (x < PLOT.left - 1 || x > axis.width - PLOT.right + 1 || x - last < 36) continue;
    tick(x, shortly(value), base);
    last = x;
  }
}

function tick(x, label, base) {
  svg.append(element("line", { class: "axis", x1: x, x2: x, y1: base, y2: base + 4 }));
  const anchor = x > axis.width - 24 ? "end" : "middle";
  svg.append(element("text", { x, y: base + 17, "text-anchor": anchor }, label));
}

function roundValues() {
  const { low, high } = axis;
  const found = [];
  if (DATA.logarithmic) {
    for (let power = Math.floor(low * Math.LN2 / Math.LN10); 10 ** power <= 2 ** high * 1.001; power++)
      for (const digit of [1, 2, 5]) {
        const value = Number(`${digit}e${power}`);
        if (Math.log2(value) >= low - 1e-9 && Math.log2(value) <= high + 1e-9) found.push(value);
      }
    const tens = found.filter((value) => Number.isInteger(Math.log10(value)) || /^1(e|0*$)/.test(String(value)));
    return tens.length >= 3 ? tens : found;
  }
  const power = Math.floor(Math.log10((high - low || 1) / 3));
  const step = [5, 2, 1].find((m) => (high - low) / (m * 10 ** power) >= 2.9) ?? 1;
  for (let n = Math.ceil(low / (step * 10 ** power) - 1e-9); n * step * 10 ** power <= high + 1e-9; n++)
    found.push(Number(`${n * step}e${power}`));
  return found;
}

function shortly(value) {
  for (const [size, unit] of [[1e9, "G"], [1e6, "M"], [1e4, "k"]])
    if (Math.abs(value) >= size) return `${Number((value / (unit === "k" ? 1e3 : size)).toPrecision(3))}${unit}`;
  return String(Number(value.toPrecision(4)));
}

function drawHandle(top, bottom) {
  const now = axis.x(edges[DATA.now]);
  svg.append(element("line", { class: "now", x1: now, x2: now, y1: top + 14, y2: bottom }));
  handle = element("g", { class: "handle", role: "slider", tabindex: 0, "aria-label": "Threshold",
    "aria-orientation": "horizontal", "aria-valuemin": edges[REACH[0]], "aria-valuemax": edges[REACH[1]] });
  handle.append(element("rect", { class: "grip-area", x: -12, y: top, width: 24, height: bottom - top }),
    element("line", { class: "threshold", x1: 0, x2: 0, y1: top + 10, y2: bottom }),
    element("path", { class: "grip", d: `M-7 ${top}h14v9l-7 8l-7 -8z` }));
  handle.addEventListener("keydown", slide);
  svg.append(handle);
}

const STRIDES = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -20, PageUp: 20 };

function slide(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  let to = null;
  if (event.key in STRIDES) to = edge + STRIDES[event.key] * (event.shiftKey ? 10 : 1);
  if (event.key === "Home") to = REACH[0];
  if (event.key === "End") to = REACH[1];
  if (to === null) return;
  event.preventDefault();
  event.stopPropagation();
  setEdge(to);
}

function setEdge(to) {
  const [first, last] = REACH;
  edge = Math.max(first, Math.min(last, to));
  moveLine();
  showThreshold();
}

function moveLine() {
  if (!handle) return;
  handle.setAttribute("transform", `translate(${axis.x(edges[edge]).toFixed(2)} 0)`);
  handle.setAttribute("aria-valuenow", edges[edge]);
  handle.setAttribute("aria-valuetext", `${edges[edge]}: ${sentenceAt(edge)}`);
  asideCaptions();
  for (const bar of svg.querySelectorAll("[data-value]")) {
    const value = Number(bar.dataset.value);
    const kept = DATA.keeps === "at-least" ? value >= edges[edge] : value <= edges[edge];
    bar.classList.toggle("goes", !kept);
  }
}

// Captions stand at the end where the line is not.
function asideCaptions() {
  const right = axis.x(edges[edge]) < axis.width * 0.45;
  for (const text of svg.querySelectorAll(".caption")) {
    text.setAttribute("x", right ? axis.width - PLOT.right : PLOT.left);
    text.setAttribute("text-anchor", right ? "end" : "start");
  }
}

function drag(event) {
  if (event.type === "pointerdown") {
    if (event.button) return;
    svg.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
    event.preventDefault();
  } else if (!svg.hasPointerCapture(event.pointerId)) return;
  const box = svg.getBoundingClientRect();
  const x = (event.clientX - box.left) * axis.width / box.width;
  setEdge(nearestEdge(axis.score(x)));
}

svg.addEventListener("pointerdown", drag);
svg.addEventListener("pointermove", drag);
new ResizeObserver(() => {
  if (!axis || Math.abs(svg.clientWidth - axis.width) > 1) {
    const focused = document.activeElement === handle;
    drawBoard();
    if (focused) handle.focus();
  }
}).observe(svg);
