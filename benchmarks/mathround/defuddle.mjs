// Worker of extractors.py: lines of {"html"} in, lines of {"text"} or {"error"} out.
import { createInterface } from "node:readline";
import { Defuddle } from "defuddle/node";
import { JSDOM, VirtualConsole } from "jsdom";

const address = "https://example.com/page";
for (const name of ["log", "info", "warn", "error", "debug"]) console[name] = () => {};

for await (const line of createInterface({ input: process.stdin })) {
  let said;
  try {
    const dom = new JSDOM(JSON.parse(line).html, { url: address, virtualConsole: new VirtualConsole() });
    const { content } = await Defuddle(dom, address, { markdown: true });
    dom.window.close();
    said = { text: content ?? "" };
  } catch (error) {
    said = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(said) + "\n");
}
