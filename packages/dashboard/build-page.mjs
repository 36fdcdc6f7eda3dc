// Bundles the page into dist/page.html: one file with its style sheet and script. page.ts puts the data in.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const read = (/** @type {string} */ path) => readFileSync(path, "utf8");

const bundle = await rolldown({
  input: here("src/browser/main.tsx"),
  platform: "browser",
  // Our packages and uPlot declare values only. Without this, the charts of the Markdown report would be in the page.
  treeshake: { moduleSideEffects: false },
  transform: { jsx: { runtime: "automatic", importSource: "preact" }, target: "es2022" },
});
const { output } = await bundle.generate({ format: "iife", minify: true });
// An HTML parser ends the script at `</script` and reads `<!--` as the start of a comment, also within a string.
const script = output[0].code.replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3c`).trim();
const styles = [
  read(createRequire(import.meta.url).resolve("uplot/dist/uPlot.min.css")),
  read(here("src/browser/page.css")),
].join("\n");
const hash = createHash("sha256").update(script).digest("base64");
const page = read(here("src/browser/page.html"))
  .replace("%HASH%", hash)
  .replace("%STYLES%", () => styles)
  // The hash is that of the whole element, so there is no white space around the script.
  .replace(/\s*%SCRIPT%;?\s*/, () => script);
mkdirSync(here("dist"), { recursive: true });
writeFileSync(here("dist/page.html"), page);
