// Temml: node temml.mjs ANNOTATE(0|1), formulas as JSON on standard input.
import { createRequire } from "node:module";
import { answer, formulas, versionOf } from "./exchange.mjs";

const loaded = createRequire(import.meta.url)("temml");
const temml = loaded.default ?? loaded;
const annotate = process.argv[2] === "1";
const drawn = formulas().map(({ tex, display }) => {
  try {
    return temml.renderToString(tex, { displayMode: display, annotate, throwOnError: true, xml: true });
  } catch {
    return null;
  }
});
answer(`temml ${versionOf("temml")}`, drawn);
