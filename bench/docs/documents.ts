// The project's Markdown files, and the parts of them that tests check.
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { shellWords } from "./bench-command.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDERS = [".", "docs", "docs/decisions", "docs/tasks", "packages/protocol", "packages/fairhare"];

export interface Document {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
}

export const DOCUMENTS: readonly Document[] = FOLDERS.flatMap((folder) =>
  readdirSync(`${ROOT}/${folder}`)
    .filter((name) => name.endsWith(".md"))
    .map((name) => (folder === "." ? name : `${folder}/${name}`))
    .map((path) => ({ path, text: readFileSync(`${ROOT}/${path}`, "utf8") })),
);

/** Targets of links and pictures that point into the repository, without their fragments. */
export function localLinks({ text }: Document): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => target.split("#")[0] ?? "")
    .filter((target) => target !== "");
}

/** Links with a fragment into a Markdown file of the project: the file's path and the fragment. */
export function localAnchors({ path, text }: Document): { readonly target: string; readonly anchor: string }[] {
  return [...text.matchAll(/\]\(([^)\s:#]*)#([^)\s]+)\)/g)].map(([, file = "", anchor = ""]) => ({
    target: file === "" ? path : posix.join(posix.dirname(path), file),
    anchor,
  }));
}

/** The fragments of a file's headings, by GitHub's rules. */
export const headingAnchors = ({ text }: Document): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );

/** The words after `npm run bench -- ` or `npx fairhare `, in code blocks and in inline code. */
export function benchCommands({ text }: Document): string[][] {
  return [
    ...text.matchAll(/^(?:npm run bench --|npx fairhare) (.+)$|`(?:npm run bench --|npx fairhare) ([^`]+)`/gm),
  ].map(([, line, inline]) => shellWords(line ?? inline ?? ""));
}
