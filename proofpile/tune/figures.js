// What a threshold would do, from the data of the page: the twin of figures.py and estimate.py.

const DATA = JSON.parse(document.getElementById("data").textContent);
const Z = 1.959964;
const labels = new Map(DATA.labels); // number of a document -> "keep", "drop" or "skip", as given
const edges = DATA.edges;

// Whether a threshold at `edge` keeps what lies in `bin`.
function stays(bin, edge) {
  return DATA.keeps === "at-least" ? bin > edge : bin <= edge;
}

// Sums over bins from the first on, so that any threshold is one subtraction.
function accumulated(rows, column) {
  const sums = new Float64Array(edges.length + 2);
  for (const row of rows) sums[row[0] + 1] = row[column];
  for (let n = 1; n < sums.length; n++) sums[n] += sums[n - 1];
  return sums;
}

const SUMS = Object.fromEntries(["kept", "refused"].map((side) => [side, {
  documents: accumulated(DATA[side], 1), characters: accumulated(DATA[side], 2) }]));

function between(sums, first, last) {
  return last < first ? 0 : sums[last + 1] - sums[first];
}

function keptBins(edge) {
  return DATA.keeps === "at-least" ? [edge + 1, edges.length] : [0, edge];
}

function yieldAt(edge) {
  const [first, last] = keptBins(edge);
  const sum = (side, what) => between(SUMS[side][what], first, last);
  return {
    documents: sum("kept", "documents") + sum("refused", "documents"),
    characters: sum("kept", "characters") + sum("refused", "characters"),
    estimated: sum("refused", "documents") > 0,
  };
}

// By stratum, the labels without a gap in the order of the draw: a random sample of it.
function counting() {
  const judged = DATA.strata.map(() => []);
  const over = DATA.strata.map(() => false);
  DATA.documents.forEach((one, n) => {
    const label = labels.get(n);
    if (label === undefined) over[one.stratum] = true;
    else if (label !== "skip" && !over[one.stratum])
      judged[one.stratum].push({ bin: one.bin, worth: label === "keep" });
  });
  return judged;
}

function cellsAt(judged, edge) {
  const [first, last] = keptBins(edge);
  const cells = [];
  DATA.strata.forEach(([kept, low, high], number) => {
    const sums = SUMS[kept ? "kept" : "refused"].documents;
    const all = between(sums, low, high);
    const inside = between(sums, Math.max(low, first), Math.min(high, last));
    for (const [documents, side] of [[inside, true], [all - inside, false]]) {
      if (documents < 1e-9) continue;
      const own = judged[number].filter((one) => stays(one.bin, edge) === side);
      const [used, population] = own.length ? [own, documents] : [judged[number], all];
      cells.push({ documents, population, kept: side, labelled: used.length,
        worth: used.filter((one) => one.worth).length });
    }
  });
  return cells;
}

function wilson(successes, trials, population) {
  if (!trials) return [0, 1];
  const rate = successes / trials;
  if (trials >= population) return [rate, rate];
  const n = trials * (population - 1) / (population - trials);
  const middle = 2 * n * rate + Z * Z, square = Z * Z - 1 / n;
  const below = 1 + Z * Math.sqrt(Math.max(square - 2 + 4 * rate * (n * (1 - rate) + 1), 0));
  const above = 1 + Z * Math.sqrt(Math.max(square + 2 + 4 * rate * (n * (1 - rate) - 1), 0));
  const low = successes ? (middle - below) / (2 * (n + Z * Z)) : 0;
  const high = successes < trials ? (middle + above) / (2 * (n + Z * Z)) : 1;
  return [Math.max(low, 0), Math.min(high, 1)];
}

function worthOf(cells) {
  let value = 0, below = 0, above = 0, most = 0, unknown = 0;
  for (const cell of cells) {
    if (!cell.labelled) {
      unknown += cell.documents / 2;
      continue;
    }
    const rate = cell.worth / cell.labelled;
    const [low, high] = wilson(cell.worth, cell.labelled, cell.population);
    value += cell.documents * rate;
    below += (cell.documents * (rate - low)) ** 2;
    above += (cell.documents * (high - rate)) ** 2;
    most += cell.documents;
  }
  return { value: value + unknown, low: Math.max(value - Math.sqrt(below), 0),
    high: Math.min(value + Math.sqrt(above), most) + 2 * unknown };
}

// part / rest with limits by MOVER-R; null where both are zero.
function oddsTo(part, rest) {
  const a = part.value, b = rest.value;
  if (a === 0 && b === 0) return null;
  const al = part.low * (2 * a - part.low), au = part.high * (2 * a - part.high);
  const bl = rest.low * (2 * b - rest.low), bu = rest.high * (2 * b - rest.high);
  const below = a * b + Math.sqrt(Math.max((a * b) ** 2 - al * bu, 0));
  const above = a * b + Math.sqrt(Math.max((a * b) ** 2 - au * bl, 0));
  return [b ? a / b : Infinity, below > 0 ? al / below : al > 0 ? Infinity : 0,
    bl > 0 ? above / bl : Infinity];
}

// Precision, recall and F1, each as value, low, high; null where there is nothing to share.
function qualityAt(judged, edge) {
  if (!judged.some((one) => one.length)) return null;
  const cells = cellsAt(judged, edge);
  const kept = cells.filter((cell) => cell.kept);
  const population = kept.reduce((sum, cell) => sum + cell.documents, 0);
  const good = worthOf(kept), missed = worthOf(cells.filter((cell) => !cell.kept));
  const rest = { value: population + missed.value, low: population + missed.low,
    high: population + missed.high };
  const recall = oddsTo(good, missed), f1 = oddsTo(good, rest);
  return {
    precision: population ? [good.value, good.low, good.high].map((x) => x / population) : null,
    recall: recall && recall.map((x) => x === Infinity ? 1 : x / (1 + x)),
    f1: f1 && f1.map((x) => 2 * Math.min(x, 1) / (1 + Math.min(x, 1))),
  };
}

function amount(count) {
  for (const [size, unit] of [[1e12, "T"], [1e9, "G"], [1e6, "M"]])
    if (count >= size) return `${Number((count / size).toPrecision(3))} ${unit}`;
  if (count >= 1e4) return `${Number((count / 1e3).toPrecision(3))} k`;
  return grouped(count);
}

function grouped(count) {
  return Math.round(count).toLocaleString("en-GB");
}

function plural(count, noun) {
  return `${grouped(count)} ${noun}${Math.round(count) === 1 ? "" : "s"}`;
}

function sentenceAt(edge) {
  const now = yieldAt(DATA.now).documents, there = yieldAt(edge);
  const about = there.estimated ? "about " : "";
  return `keeps ${plural(there.documents, "document")}, ${about}${amount(there.characters)} ` +
    `characters, ${change(there.documents, now)}`;
}

function change(documents, now) {
  if (documents === now) return "as now";
  if (!now) return "where now there is none";
  const percent = Math.abs(documents - now) / now * 100;
  const shown = percent >= 0.05 ? percent.toFixed(1) : "less than 0.1";
  return `${shown} % ${documents < now ? "fewer" : "more"} than now`;
}

function nearestEdge(value) {
  let low = 0, high = edges.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low > 0 && value - edges[low - 1] <= edges[low] - value ? low - 1 : low;
}
