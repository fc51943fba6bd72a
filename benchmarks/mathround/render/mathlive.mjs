// MathLive: formulas as JSON on standard input.
import * as mathlive from "mathlive/ssr";
import { answer, formulas, versionOf } from "./exchange.mjs";

const drawn = formulas().map(({ tex, display }) => {
  try {
    if (mathlive.validateLatex(tex).length) return null;
    const markup = mathlive.convertLatexToMarkup(tex, { defaultMode: display ? "math" : "inline-math" });
    return markup.includes("ML__error") ? null : markup;
  } catch {
    return null;
  }
});
answer(`mathlive ${versionOf("mathlive")}`, drawn);
