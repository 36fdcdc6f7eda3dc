// The kinds of option values: syntax, parser and JSON schema of a single value. Lists, sources and defaults are
// handled in ../parse.
import {
  formatDuration,
  fromMilliseconds,
  type Nanoseconds,
  parseDuration,
  toMilliseconds,
  toSeconds,
} from "@fairhare/core";
import { z } from "zod";

export interface ValueKind<T> {
  /** Placeholder in --help. */
  readonly syntax: string;
  /** Completes "Must be …". */
  readonly expects: string;
  /** Parses the text; `undefined` when it is not valid. */
  read(text: string): T | undefined;
  /** A sentence on why `read` refuses the text, when it can be more specific than `expects`. */
  problem?(text: string): string | undefined;
  /** Redacts the text for printing and storing. Absent: no redaction. */
  show?(text: string): string;
  /** Valid words, for "Did you mean". */
  readonly choices?: readonly string[];
  /** A duration may be a number without a unit. */
  readonly takesBareNumber?: boolean;
  /** Splits a list of values for an axis. Absent: at every comma. */
  separate?(text: string): string[];
  /** Schema of one value in the experiment file; `read` then parses its text. */
  readonly json: z.ZodType<string | number | boolean>;
}

const format = (value: number): string => value.toLocaleString("en-US");

interface Range {
  readonly min: number;
  readonly max: number;
}

/** A whole number; `words` are names for values, e.g. `unlimited` for 0. */
export function wholeNumber({ min, max }: Range, words: Readonly<Record<string, number>> = {}): ValueKind<number> {
  const choices = Object.keys(words);
  const valueOfWord = new Map(Object.entries(words));
  const number = z.int().min(min).max(max);
  return {
    syntax: "N",
    expects: [`a whole number from ${format(min)} to ${format(max)}`, ...choices].join(", or "),
    read: (text) => valueOfWord.get(text) ?? within(/^\d+$/.test(text) ? Number(text) : Number.NaN, { min, max }),
    choices,
    json: choices.length === 0 ? number : z.union([number, z.enum(choices)]),
  };
}

/** A duration in milliseconds; the unit is required, because a bare number is ambiguous. */
export function milliseconds(max: number): ValueKind<number> {
  return {
    syntax: "DURATION",
    expects: "a duration from 0ms to 60m with a unit, such as 250us, 100ms, 1.5s or 2m",
    read: (text) => {
      const duration = parseDuration(text);
      return duration === undefined ? undefined : within(toMilliseconds(duration), { min: 0, max });
    },
    json: z.string().describe("A duration with a unit: 250us, 100ms, 1.5s, 2m."),
  };
}

const spoken = (ms: number): string => formatDuration(fromMilliseconds(ms));

/** A duration in whole milliseconds, the resolution of RabbitMQ; the unit is required. */
export function wholeMilliseconds({ min, max }: Range): ValueKind<number> {
  return {
    syntax: "DURATION",
    expects: `a duration from ${spoken(min)} to ${spoken(max)} in whole milliseconds, such as 500ms or 30s`,
    read: (text) => {
      const duration = parseDuration(text);
      const value = duration === undefined ? Number.NaN : toMilliseconds(duration);
      return Number.isInteger(value) ? within(value, { min, max }) : undefined;
    },
    json: z.string().describe("A duration with a unit: 500ms, 30s, 1m."),
  };
}

/** A duration in seconds; with `bare`, a number without a unit is accepted as seconds, as in PerfTest. */
export function seconds({ min, max, bare, whole }: Range & { bare: boolean; whole: boolean }): ValueKind<number> {
  const isBare = (text: string): boolean => bare && /^\d+(\.\d+)?$/.test(text);
  return {
    syntax: "DURATION",
    expects: `a duration from ${format(min)}s to ${format(max)}s${whole ? " in whole seconds" : ""}, such as 30s or 1m${bare ? "; a bare number is seconds" : ""}`,
    read: (text) => {
      const duration: Nanoseconds | undefined = parseDuration(isBare(text) ? `${text}s` : text);
      const value = duration === undefined ? Number.NaN : toSeconds(duration);
      return whole && !Number.isInteger(value) ? undefined : within(value, { min, max });
    },
    takesBareNumber: bare,
    json: bare ? z.union([z.number(), z.string()]) : z.string().describe("A duration with a unit: 500ms, 30s, 1m."),
  };
}

export function choice<const T extends string>(words: readonly T[]): ValueKind<T> {
  return {
    syntax: words.join("|"),
    expects: words.length === 2 ? words.join(" or ") : `one of ${words.join(", ")}`,
    read: (text) => words.find((word) => word === text),
    choices: words,
    json: z.enum(words),
  };
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["0", false],
]);

export const boolean: ValueKind<boolean> = {
  syntax: "true|false",
  expects: "true or false",
  read: (text) => BOOLEANS.get(text),
  json: z.boolean(),
};

export function matching(syntax: string, expects: string, pattern: RegExp): ValueKind<string> {
  return { syntax, expects, read: (text) => (pattern.test(text) ? text : undefined), json: z.string().regex(pattern) };
}

const ip = z.union([z.ipv4(), z.ipv6()]);

/** Not a name: it may resolve to an address that its user did not mean. */
export const ipAddress: ValueKind<string> = {
  syntax: "ADDRESS",
  expects: "an IP address such as 0.0.0.0 or ::1",
  read: (text) => ip.safeParse(text).data,
  json: ip,
};

export const file = matching("FILE", "the name of a file", /./);

/** `undefined` when out of range or NaN. */
function within(value: number, { min, max }: Range): number | undefined {
  return value >= min && value <= max ? value : undefined;
}
