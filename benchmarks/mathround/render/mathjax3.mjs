// MathJax 3: node mathjax3.mjs chtml|svg|mml ASSISTIVE(0|1), formulas as JSON on standard input.
import { createRequire } from "node:module";
import { answer, formulas, versionOf } from "./exchange.mjs";

const require = createRequire(import.meta.url);
const at = (path) => require(`mathjax-full/js/${path}.js`);
const { mathjax } = at("mathjax");
const { TeX } = at("input/tex");
const { CHTML } = at("output/chtml");
const { SVG } = at("output/svg");
const { liteAdaptor } = at("adaptors/liteAdaptor");
const { RegisterHTMLHandler } = at("handlers/html");
const { AssistiveMmlHandler } = at("a11y/assistive-mml");
const { SerializedMmlVisitor } = at("core/MmlTree/SerializedMmlVisitor");
const { STATE } = at("core/MathItem");
const { AllPackages } = at("input/tex/AllPackages");

const [output, assistive] = process.argv.slice(2);
const adaptor = liteAdaptor();
const handler = RegisterHTMLHandler(adaptor);
if (assistive === "1") AssistiveMmlHandler(handler);
const packages = AllPackages.filter((name) => name !== "bussproofs" && name !== "noundefined");
const InputJax = new TeX({ packages, formatError: (jax, error) => { throw error; } });
const OutputJax = output === "svg" ? new SVG({ fontCache: "local" }) : new CHTML({ fontURL: "/fonts" });
const document = mathjax.document("", { InputJax, OutputJax });
const visitor = new SerializedMmlVisitor();

const drawn = formulas().map(({ tex, display }) => {
  InputJax.reset(0);
  try {
    if (output === "mml") {
      return visitor.visitTree(document.convert(tex, { display, end: STATE.CONVERT }));
    }
    return adaptor.outerHTML(document.convert(tex, { display, containerWidth: 1280 }));
  } catch {
    return null;
  }
});
const style = output === "mml" ? "" : "<style>mjx-container[jax] { direction: ltr; line-height: 0 }</style>";
answer(`mathjax ${versionOf("mathjax-full")}`, drawn, style);
