// MathLive: node mathlive.mjs markup|mathml, formulas as JSON on standard input.
import * as mathlive from "mathlive/ssr";
import { answer, formulas, versionOf } from "./exchange.mjs";

const kind = process.argv[2];
const drawn = formulas().map(({ tex, display }) => {
  try {
    if (mathlive.validateLatex(tex).length) return null;
    if (kind === "mathml") {
      const mathml = mathlive.convertLatexToMathMl(tex);
      if (mathml.includes("??")) return null;
      const shown = display ? ' display="block"' : "";
      return `<math xmlns="http://www.w3.org/1998/Math/MathML"${shown}>${mathml}</math>`;
    }
    const markup = mathlive.convertLatexToMarkup(tex, { defaultMode: display ? "math" : "inline-math" });
    return markup.includes("ML__error") ? null : markup;
  } catch {
    return null;
  }
});
answer(`mathlive ${versionOf("mathlive")}`, drawn);
