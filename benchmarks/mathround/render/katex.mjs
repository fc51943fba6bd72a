// KaTeX: node katex.mjs PACKAGE OUTPUT, formulas as JSON on standard input.
import { answer, formulas } from "./exchange.mjs";

const [name, output] = process.argv.slice(2);
const katex = (await import(name)).default;
const drawn = formulas().map(({ tex, display }) => {
  try {
    return katex.renderToString(tex, { displayMode: display, output, strict: false });
  } catch {
    return null;
  }
});
answer(`katex ${katex.version}`, drawn);
