// Parses the form of message bodies: `text`, `binary`, `auto`, a file, or a weighted mix of files.
import type { BodyKind } from "@fairhare/workload";
import { z } from "zod";
import type { ValueKind } from "./value-kind.ts";
import { separateMixes } from "./weighted-list.ts";

/** The files are read later. */
export interface BodyFilesSpec {
  readonly kind: "files";
  readonly files: readonly { readonly file: string; readonly weight: number }[];
}

const WORDS = ["text", "binary", "auto"] as const;
const MOST_FILES = 100;

export const bodyKind: ValueKind<BodyKind | "auto" | BodyFilesSpec> = {
  syntax: "text|binary|auto|FILE|FILE:WEIGHT,…",
  expects: "text, binary, auto, a file such as ./order.json, or files with weights such as a.json:0.9,b.json:0.1",
  read: (text) => WORDS.find((word) => word === text) ?? readFiles(text),
  choices: WORDS,
  separate: separateMixes,
  json: z.string(),
};

function readFiles(text: string): BodyFilesSpec | undefined {
  // A dot or a slash tells a file from a mistyped word.
  if (!/[./\\]/.test(text)) return undefined;
  const parts = text.split(",").map((part) => part.trim());
  if (parts.length === 1 && !WEIGHTED.test(text)) return { kind: "files", files: [{ file: text, weight: 1 }] };
  const files = parts.flatMap((part) => {
    const [, file = "", weight = ""] = WEIGHTED.exec(part) ?? [];
    return Number(weight) > 0 ? [{ file, weight: Number(weight) }] : [];
  });
  return files.length === parts.length && files.length <= MOST_FILES ? { kind: "files", files } : undefined;
}

const WEIGHTED = /^(.+):(\d+(?:\.\d+)?)$/;
