// The JSON files of a stored run. Each contains a checksum of its content, which reveals later damage and edits even
// when the file still matches its schema.
import { createHash } from "node:crypto";
import { FairhareError, layOutJson, messageOf, oneLine } from "@fairhare/core";
import type { z } from "zod";
import { readStoredFile } from "./stored-file.ts";

/** The file is not JSON, or does not match its schema. */
export class StoredFileInvalidError extends FairhareError {
  readonly code = "STORED_FILE_INVALID";
}

/** The file cannot be read, or its content does not match its checksum. */
export class StoredFileDamagedError extends FairhareError {
  readonly code = "HISTORY_UNREADABLE";
}

/** Number of invalid fields in an error; further ones are usually the same mistake. */
const LISTED_FIELDS = 5;
const SEAL = "checksum";

export interface SealedFile<T> {
  readonly path: string;
  /** Completes "FILE is not …", such as "the plan of a stored run". */
  readonly what: string;
  readonly schema: z.ZodType<T>;
  /** Accepts a file without a checksum, as older versions and other programs write it. */
  readonly mayLackSeal?: boolean;
  /** A sentence for the error: what the user can do. */
  readonly hint?: string;
}

/** Returns undefined for a missing file. Throws StoredFileInvalidError and StoredFileDamagedError. */
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

/** The text of the file, with its checksum and a final line feed. */
export function sealedJson(value: object): string {
  const { content } = unseal(JSON.parse(JSON.stringify(value)));
  return `${layOutJson({ ...Object(content), [SEAL]: checksumOf(content) })}\n`;
}

/** The content of a JSON file without any check; undefined when it cannot be read. */
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

/** Checksum of the JSON without white space. Undefined when the content is nested too deeply to be written. */
function checksumOf(content: unknown): string | undefined {
  try {
    return `sha256:${createHash("sha256").update(JSON.stringify(content)).digest("hex")}`;
  } catch {
    return undefined;
  }
}

/** One sentence per field: `experiment.trials[0].settings.workers: Too big: expected number to be <=65535.` */
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
