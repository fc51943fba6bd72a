// MathJax 4: node mathjax4.mjs chtml|svg plain|assistive|enriched, formulas as JSON on standard input.
// It can make one kind of output in a process.
import { createRequire } from "node:module";
import { answer, formulas, versionOf } from "./exchange.mjs";

const require = createRequire(import.meta.url);
const [output, access] = process.argv.slice(2);
globalThis.MathJax = {
  loader: {
    paths: { mathjax: "@mathjax/src/bundle" },
    load: ["adaptors/liteDOM", ...(access === "assistive" ? ["a11y/assistive-mml"] : [])],
    require: (file) => import(require.resolve(file)),
  },
  output: { font: "mathjax-newcm" },
  tex: { packages: { "[-]": ["noundefined"] }, formatError: (jax, error) => { throw error; } },
  options: { enableEnrichment: access === "enriched", enableSpeech: false, enableBraille: false },
  startup: { typeset: false },
};
require("@mathjax/src/bundle/tex-mml-" + output + "-nofont.js");
await globalThis.MathJax.startup.promise;
const { MathJax } = globalThis;
const drawn = [];
for (const { tex, display } of formulas()) {
  try {
    MathJax.texReset?.();
    const made = await MathJax.tex2chtmlPromise?.(tex, { display }) ?? await MathJax.tex2svgPromise(tex, { display });
    drawn.push(MathJax.startup.adaptor.outerHTML(made));
  } catch {
    drawn.push(null);
  }
}
answer(`mathjax ${versionOf("@mathjax/src")}`, drawn);
