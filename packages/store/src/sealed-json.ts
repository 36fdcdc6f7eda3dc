// The JSON files of a stored run. Each carries a checksum of its content, so that one that was damaged or edited later
// is found out even where it still has the right shape.
import { createHash } from "node:crypto";
import { FairhareError, messageOf, oneLine } from "@fairhare/core";
import type { z } from "zod";
import { readStoredFile } from "./stored-file.ts";

/** Not JSON, or not of the shape that it should have. */
export class StoredFileInvalidError extends FairhareError {
  readonly code = "STORED_FILE_INVALID";
}

/** Of the right shape, but no longer what was written, or not to be read at all. */
export class StoredFileDamagedError extends FairhareError {
  readonly code = "HISTORY_UNREADABLE";
}

/** More than these are the same fault again. */
const LISTED_FIELDS = 5;
const SEAL = "checksum";

export interface SealedFile<T> {
  readonly path: string;
  /** Completes "… is not": "the plan of a stored run". */
  readonly what: string;
  readonly schema: z.ZodType<T>;
  /** Without a checksum the content counts as intact: for files that older versions or other programs write. */
  readonly mayLackSeal?: boolean;
  /** A sentence: what to do when it is not as it should be. */
  readonly hint?: string;
}

/** Undefined when there is no such file. Throws StoredFileInvalidError and StoredFileDamagedError. */
export function readSealedJson<T>({ path, what, schema, mayLackSeal = false, hint }: SealedFile<T>): T | undefined {
  const file = readStoredFile(path);
  if (file.kind === "missing") return undefined;
  const advice = hint === undefined ? "" : ` ${hint}`;
  if (file.kind === "unreadable") throw new StoredFileDamagedError(`${path} cannot be read: ${file.problem}.${advice}`);
  const { seal, content } = unseal(parse(path, file.bytes, advice));
  const result = schema.safeParse(content);
  if (!result.success) throw new StoredFileInvalidError(`${path} is not ${what}. ${fieldsOf(result.error)}${advice}`);
  if (seal === undefined && mayLackSeal) return result.data;
  if (seal === undefined || seal !== checksumOf(content))
    throw new StoredFileDamagedError(
      `${path} is damaged: its content does not match its checksum, so it was changed after it was written.${advice}`,
    );
  return result.data;
}

/** The text of the file, with a line feed at its end. */
export function sealedJson(value: object): string {
  const { content } = unseal(JSON.parse(JSON.stringify(value)));
  return `${JSON.stringify({ ...Object(content), [SEAL]: checksumOf(content) }, undefined, 2)}\n`;
}

/** What is in a JSON file, whatever it is; undefined when that cannot be said. */
export function storedJson(path: string): unknown {
  const file = readStoredFile(path);
  try {
    return file.kind === "read" ? parse(path, file.bytes, "") : undefined;
  } catch {
    return undefined;
  }
}

function parse(path: string, bytes: Buffer, advice: string): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw new StoredFileInvalidError(`${path} is not valid JSON: ${oneLine(messageOf(error))}.${advice}`, {
      cause: error,
    });
  }
}

function unseal(json: unknown): { readonly seal?: unknown; readonly content: unknown } {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return { content: json };
  const { [SEAL]: seal, ...content }: Record<string, unknown> = { ...json };
  return { seal, content };
}

/** Of the canonical text: white space in the file does not count. Undefined when it is nested too deeply for one. */
function checksumOf(content: unknown): string | undefined {
  try {
    return `sha256:${createHash("sha256").update(JSON.stringify(content)).digest("hex")}`;
  } catch {
    return undefined;
  }
}

/** `experiment.trials[0].settings.workers: Too big: expected number to be <=65535.` */
function fieldsOf({ issues }: z.ZodError): string {
  const fields = issues.slice(0, LISTED_FIELDS).map(({ path, message }) => {
    const field = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
    return `${field === "" ? "The whole file" : oneLine(field).replace(/^\./, "")}: ${inWords(message)}.`;
  });
  const more = issues.length - fields.length;
  return [...fields, ...(more > 0 ? [`And ${more} more.`] : [])].join(" ");
}

const inWords = (message: string): string =>
  oneLine(message)
    .replace(/^Invalid input: expected .*, received undefined$/, "it is missing")
    .replace(/^Invalid input: expected (.*), received (.*)$/, "expects $1, not $2");
