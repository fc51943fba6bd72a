// What each renderer reads and writes: a JSON list of {tex, display} in, {version, drawn} out, null for refused.
import { readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";

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

export const versionOf = (name) => createRequire(import.meta.url)(`${name}/package.json`).version;
