// The hits: strings by number in tables, numbers in columns; and text as it may be shown, never as markup.

const DATA = JSON.parse(document.getElementById("data").textContent);
const H = DATA.hits, T = DATA.tables;
const COUNT = H.row.length;
const byId = (id) => document.getElementById(id);
const ITEM = { benchmark: 0, item: 1, part: 2, name: 3, origin: 4, sha: 5, text: 6, left: 7 };
// What is unseen, or reorders what stands around it: the twin of markup.py, and a test holds the two together.
const UNSEEN = new RegExp("[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f" +
  "\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\ufffe\\uffff\\u{e0000}-\\u{e0fff}]", "gu");
const PILED = /([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+/gu;
const LINK = /^https?:\/\/[^\s\x00-\x20<>"']+$/;

// Of hit i, the string in a column.
const of = (column, i) => T[column][H[column][i]];

function visible(text) {
  return text.replace(UNSEEN, (one) => `⟨U+${one.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`)
    .replace(PILED, "$1");
}

// An element; children that are strings become text, and what is unseen in them is seen.
function html(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : visible(String(value)));
  made.append(...children.flat().filter((child) => child !== null)
    .map((child) => typeof child === "string" ? visible(child) : child));
  return made;
}

function grouped(count) {
  return count.toLocaleString("en-GB");
}

function plural(count, noun) {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function cut(text, most) {
  return text.length <= most ? text : `${text.slice(0, most * 2 / 3)} … ${text.slice(-most / 3)}`;
}

// Places in `text` count characters; strings of JavaScript count halves of those beyond U+FFFF.
function slicer(text) {
  if (!/[\ud800-\udfff]/.test(text)) return (from, to) => text.slice(from, to);
  const letters = Array.from(text);
  return (from, to) => letters.slice(from, to).join("");
}

function lengthOf(text) {
  return /[\ud800-\udfff]/.test(text) ? Array.from(text).length : text.length;
}

// Runs of hit i: places in the document and in the item.
function spansOf(i) {
  const flat = H.spans[i], found = [];
  for (let n = 0; n + 3 < flat.length; n += 4)
    found.push({ number: n / 4, document: [flat[n], flat[n + 1]], item: [flat[n + 2], flat[n + 3]] });
  return found;
}

// What an allow-list knows a hit by, in whatever document it is.
const KEYS_OF = new Array(COUNT);
function keyOf(i) {
  return KEYS_OF[i] ??= JSON.stringify([of("benchmark", i), of("item", i), of("part", i), of("match", i)]);
}

function itemOf(i) {
  return H.target[i] < 0 ? null : DATA.items[H.target[i]];
}

// Text to search in, lower case, a passage once however many hits have it; made when it is first wanted.
let haystacks = null;
function haystack(i) {
  haystacks ??= { groups: new Array(DATA.groups.length), hits: new Array(COUNT) };
  const group = haystacks.groups[H.group[i]] ??=
    DATA.groups[H.group[i]].map((piece) => piece[1]).join("\n").toLowerCase();
  const own = haystacks.hits[i] ??=
    [of("item", i), of("document", i), of("origin", i), of("detail", i)].join("\n").toLowerCase();
  return [own, group];
}
