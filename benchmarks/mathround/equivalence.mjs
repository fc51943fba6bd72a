// Worker of metrics/equivalence.py: lines of {"tex", "display"} in, lines of {"mathml"} or {"error"} out.
import { createInterface } from "node:readline";
import katex from "katex";

process.stdout.write(JSON.stringify({ version: katex.version }) + "\n");
for await (const line of createInterface({ input: process.stdin })) {
  const { tex, display } = JSON.parse(line);
  let said;
  try {
    said = {
      mathml: katex.renderToString(tex, {
        output: "mathml", displayMode: display, throwOnError: true, strict: "ignore", maxExpand: 1000,
      }),
    };
  } catch (error) {
    said = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(said) + "\n");
}
