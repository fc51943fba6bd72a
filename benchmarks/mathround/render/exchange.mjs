// What each renderer reads and writes: a JSON list of {tex, display} in, {version, drawn} out, null for refused.
import { readFileSync, writeSync } from "node:fs";

// What libraries have to say must not come between.
console.log = console.info = console.error;

export const formulas = () => JSON.parse(readFileSync(0, "utf8"));

export function answer(version, drawn, head = "") {
  const bytes = Buffer.from(JSON.stringify({ version, drawn, head }));
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

export const versionOf = (name) =>
  JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), "utf8")).version;
