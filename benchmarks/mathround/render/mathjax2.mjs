// MathJax 2 through mathjax-node-page: node mathjax2.mjs html|svg|mml, formulas as JSON on standard input.
import { createRequire } from "node:module";
import { answer, formulas, versionOf } from "./exchange.mjs";

const { mjpage } = createRequire(import.meta.url)("mathjax-node-page");
const [output] = process.argv.slice(2);
const asked = formulas();
// CommonHTML draws strokes with a DOM that jsdom lacks, and the whole run would end without a word.
const impossible = (tex) => output === "html" && /\\[bx]?cancel/.test(tex);
// A script is the one place where a formula may contain any delimiter.
const boxes = asked.map(({ tex, display }, k) => {
  const kind = display ? "math/TeX; mode=display" : "math/TeX";
  return `<div id="box${k}">${impossible(tex) ? "" : `<script type="${kind}">${tex}</script>`}</div>`;
});
const page = `<!DOCTYPE html><html><head><title>t</title></head><body>${boxes.join("\n")}</body></html>`;
const options = {
  format: ["TeX"],
  output,
  cssInline: false,
  errorHandler: () => {},
  linebreaks: false,
};
const typeset = { ex: 6, width: 100, useFontCache: true, useGlobalCache: false, state: {}, mml: output === "mml" };

mjpage(page, options, typeset, (made) => {
  const drawn = asked.map((_, k) => {
    const start = made.indexOf(`<div id="box${k}">`);
    const end = k + 1 < asked.length ? made.indexOf(`<div id="box${k + 1}">`) : made.indexOf("</body>");
    const inner = made.slice(start + `<div id="box${k}">`.length, made.lastIndexOf("</div>", end));
    const failed = inner.trim() === "" || /<script|merror/.test(inner) || /^<span class="[^"]*"><\/span>$/.test(inner.trim());
    return failed ? null : inner.trim();
  });
  answer(`mathjax-node-page ${versionOf("mathjax-node-page")}`, drawn);
});
