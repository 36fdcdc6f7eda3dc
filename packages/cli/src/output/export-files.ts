// `--export-*`: the files are opened before the run, so that an hour of measuring is not lost to a typo.
import { closeSync, existsSync, openSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { ClaimsResults, Results } from "@fairhare/checker";
import { messageOf } from "@fairhare/core";
import type { OutputSettings } from "@fairhare/experiment";
import { renderCsv, renderMarkdown } from "@fairhare/report";
import { OutputNotWritableError } from "./output-error.ts";

export interface ExportFile {
  readonly flag: string;
  readonly path: string;
  readonly render: (results: Results) => string;
}

/** Throws OutputNotWritableError with every file that cannot be written. */
export function prepareExports(exports: OutputSettings["exports"], userDirectory: string): ExportFile[] {
  const candidates: readonly (readonly [string, string | null, ExportFile["render"]])[] = [
    ["--export-json", exports.json, renderJson],
    ["--export-markdown", exports.markdown, renderMarkdown],
    ["--export-csv", exports.csv, renderCsv],
  ];
  const files = candidates.flatMap(([flag, file, render]) =>
    file === null ? [] : [{ flag, path: resolve(userDirectory, file), render }],
  );
  const problems = files.flatMap((file, index) => problemWith(file, files.slice(0, index)) ?? []);
  if (problems.length > 0) throw new OutputNotWritableError(problems.join("\n"));
  return files;
}

export function writeExports(files: readonly ExportFile[], results: Results): void {
  for (const { path, render } of files) writeFileSync(path, render(results));
}

export const renderJson = (results: Results | ClaimsResults): string => `${JSON.stringify(results, undefined, 2)}\n`;

function problemWith({ flag, path }: ExportFile, earlier: readonly ExportFile[]): string | undefined {
  const twin = earlier.find((file) => file.path === path);
  if (twin) return `${twin.flag} and ${flag} both name ${path}. Give each a file of its own.`;
  const isNew = !existsSync(path);
  try {
    // To append neither empties nor touches what is there.
    closeSync(openSync(path, "a"));
  } catch (error) {
    return `${flag} ${path} cannot be written: ${explain(error, path)}`;
  }
  if (isNew) rmSync(path);
  return undefined;
}

function explain(error: unknown, path: string): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return `there is no directory ${dirname(path)}. Make it first.`;
  if (code === "EISDIR") return "it is a directory. Name a file in it.";
  if (code === "EACCES" || code === "EROFS") return "permission is denied. Name a file that you may write.";
  return `${messageOf(error)}.`;
}
