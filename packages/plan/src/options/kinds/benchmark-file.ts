// Parses the value of `--export-benchmark`: a file, and which of the two forms of github-action-benchmark it takes. The
// action reads values of one direction from one file.
import type { ValueKind } from "./value-kind.ts";
import { z } from "zod";

export interface BenchmarkFile {
  readonly better: "smaller" | "bigger";
  readonly file: string;
}

export const benchmarkFile: ValueKind<BenchmarkFile> = {
  syntax: "[smaller:|bigger:]FILE",
  expects: "the name of a file, or smaller:FILE or bigger:FILE",
  read: (text) => {
    const [, better = "smaller", file = ""] = /^(?:(smaller|bigger):)?(.*)$/s.exec(text) ?? [];
    return file === "" ? undefined : { better: better === "bigger" ? "bigger" : "smaller", file };
  },
  json: z.string(),
};
