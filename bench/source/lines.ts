// `npm run lines [-- checkout]`: prints the lengths of source files and the number of files per folder. It measures only;
// the habits are in CONTRIBUTING.md.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import Table from "cli-table3";
import { foldersOf, isSource, longestFiles, measureGroups, shortFiles, type SourceFile } from "./line-counts.ts";

/** Rows of the lists of longest files and fullest folders. */
const LISTED = 12;

const here = fileURLToPath(new URL("../../..", import.meta.url));
const root = resolve(process.argv[2] ?? here);
const files = ["packages", "bench"].flatMap((folder) => sourcesBelow(join(root, folder)));

printTable(["sources", "files", "median", "p90", "max lines"], groupRows(files));
printTable(["longest files", "lines"], longestFiles(files, LISTED));
printTable(["fullest folders", "sources", "with tests"], foldersOf(files).slice(0, LISTED));
printTable(["sources under 30 lines", "lines"], shortFiles(files));

function groupRows(all: readonly SourceFile[]): (string | number)[][] {
  return measureGroups(all).map(({ name, files: count, median, p90, max }) => [name, count, median, p90, max]);
}

function sourcesBelow(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => relative(root, join(folder, path)))
    .filter(isSource)
    .map((path) => ({ path, lines: readFileSync(join(root, path), "utf8").trimEnd().split("\n").length }));
}

function printTable(head: string[], rows: readonly (readonly (string | number)[])[]): void {
  const table = new Table({ head, colAligns: head.map((_, column) => (column === 0 ? "left" : "right")) });
  table.push(...rows.map((row) => [...row]));
  process.stdout.write(`${table.toString()}\n`);
}
