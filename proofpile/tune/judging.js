// One document at a time: shown as text and never as markup, judged with a key, saved before the next.

const SHOWN_OF_REFUSED = 280;
const FORMULA = /((?<!\\)\$\$[^]+?\$\$|(?<!\\)\$[^$\n]+\$)/;
const LINK = /^https?:\/\/[^\s\x00-\x20<>"'⟨⟩]+$/;
const byId = (id) => document.getElementById(id);
const whole = new Map(); // number of a refused document -> its text, read again
let current = null; // number of the document that is shown; null when there is none left
let busy = false;

function html(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

function nextUnjudged() {
  const found = DATA.documents.findIndex((one, n) => !labels.has(n));
  return found < 0 ? null : found;
}

// Text in pieces, formulas set apart; they stay the TeX that the corpus holds.
function withFormulas(text) {
  return text.split(FORMULA).map((piece, n) => n % 2 ? html("code", { class: "tex" }, piece) : piece);
}

function showDocument() {
  current = nextUnjudged();
  const place = byId("document");
  if (current === null) {
    place.replaceChildren(html("p", { class: "done" }, DATA.documents.length
      ? "That was the last one: every document of the sample is judged."
      : "There is no document near the line to judge."));
  } else place.replaceChildren(...shown(DATA.documents[current]));
  place.scrollTop = 0;
  if (place.getBoundingClientRect().top < 0) place.scrollIntoView(); // where the window scrolls, not the text
  const done = labels.size;
  byId("progress").max = Math.max(DATA.documents.length, 1);
  byId("progress").value = done;
  for (const id of ["keep", "drop", "skip"]) byId(id).disabled = current === null;
  byId("undo").disabled = !labels.size;
}

function shown(one) {
  const even = byId("even").checked;
  const text = whole.get(current) ?? one.opening;
  const link = LINK.test(one.origin)
    ? html("a", { href: one.origin, target: "_blank", rel: "noopener noreferrer nofollow" }, one.origin)
    : one.origin;
  const facts = html("dl", { class: "facts" }, fact("document", `${labels.size + 1} of ${DATA.documents.length}`));
  if (!even && one.length) facts.append(fact("length", plural(one.length, "character")));
  if (byId("show-score").checked) facts.append(fact("score", String(one.score)));
  const parts = even ? [short(text)] : [text];
  const found = [html("p", { class: "address" }, link), facts,
    ...parts.map((part) => html("div", { class: "excerpt", dir: "auto" }, ...withFormulas(part)))];
  if (!even && one.ending && !whole.has(current)) {
    const left = one.length - one.opening.length - one.ending.length;
    found.push(html("p", { class: "note" }, `… ${plural(Math.max(left, 0), "character")} left out …`),
      html("div", { class: "excerpt", dir: "auto" }, ...withFormulas(one.ending)));
  }
  if (!even && !one.length && !whole.has(current)) found.push(cutOff());
  return found;
}

function fact(name, value) {
  return html("div", {}, html("dt", {}, name), html("dd", {}, value));
}

function short(text) {
  const letters = [...text];
  return letters.length > SHOWN_OF_REFUSED ? letters.slice(0, SHOWN_OF_REFUSED).join("") + "…" : text;
}

function cutOff() {
  const note = html("p", { class: "note" }, "… the ledger keeps only the beginning of what was refused. ");
  if (DATA.target) {
    const button = html("button", { type: "button", id: "whole" }, "Read it again from its archive");
    button.addEventListener("click", () => readWhole(button));
    note.append(button);
  }
  return note;
}

async function readWhole(button) {
  const number = current;
  button.disabled = true;
  button.textContent = "Reading…";
  try {
    whole.set(number, (await post("text", { n: number })).text);
    if (number === current) byId("document").replaceChildren(...shown(DATA.documents[number]));
  } catch (error) {
    button.replaceWith(html("span", {}, error.message));
  }
}

async function give(label) {
  if (busy || current === null) return;
  const number = current, one = DATA.documents[number];
  if (!await saved(number, label)) return;
  const side = one.kept ? "kept" : "refused";
  say(`${{ keep: "Keep", drop: "Drop", skip: "Skipped" }[label]}: it scores ${one.score} and was ${side}.`);
}

async function takeBack() {
  const last = [...labels.keys()].at(-1);
  if (busy || last === undefined) return;
  if (await saved(last, null)) say("Taken back.");
}

// Whether it is on the disk, or, without a server, in the page.
async function saved(number, label) {
  busy = true;
  try {
    await keepLabel(number, label);
  } catch (error) {
    trouble(`Not saved: ${error.message}`);
    return false;
  } finally {
    busy = false;
  }
  trouble("");
  labels.delete(number);
  if (label !== null) labels.set(number, label);
  showDocument();
  drawQuality();
  showThreshold();
  return true;
}

function say(text) {
  byId("status").textContent = text;
}

function trouble(text) {
  byId("trouble").hidden = !text;
  byId("trouble").textContent = text;
}

const KEYS = { j: "keep", ArrowRight: "keep", f: "drop", ArrowLeft: "drop", s: "skip", u: "undo" };

document.addEventListener("keydown", (event) => {
  const there = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !byId("use-keys").checked) return;
  if (there instanceof HTMLInputElement && there.type !== "checkbox") return;
  const what = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!what) return;
  event.preventDefault();
  if (what === "undo") takeBack();
  else give(what);
});
