// The kinds of value an option takes: how one is written in a flag and in the experiment file, and how it is read.
// Each reads a single value; lists, sources and defaults are sources.ts.
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
  /** Completes "expects …". */
  readonly expects: string;
  /** `undefined` when the text is no such value. */
  read(text: string): T | undefined;
  /** What is wrong with a text that `read` refuses, where more can be said than what is expected: a sentence. */
  problem?(text: string): string | undefined;
  /** The text as it may be printed and stored; as it is when left out. */
  show?(text: string): string;
  /** Words among which a mistyped one is looked for. */
  readonly choices?: readonly string[];
  /** One value in the experiment file; its text is then read like a flag's. */
  readonly json: z.ZodType<string | number | boolean>;
}

const format = (value: number): string => value.toLocaleString("en-US");

interface Range {
  readonly min: number;
  readonly max: number;
}

/** A whole number; `words` are spelled-out values, e.g. `unlimited` for 0. */
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

/** A rate above 0, or `unlimited` for null. */
export function rate(max: number): ValueKind<number | null> {
  const range = { min: 0.001, max };
  return {
    syntax: "N",
    expects: `a number from 0.001 to ${format(max)}, or unlimited`,
    read: (text) =>
      text === "unlimited" ? null : within(/^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN, range),
    choices: ["unlimited"],
    json: z.union([z.number().min(range.min).max(max), z.literal("unlimited")]),
  };
}

/** In milliseconds; the unit has to be written, because nobody remembers which one a bare number means. */
export function milliseconds(max: number): ValueKind<number> {
  return {
    syntax: "DURATION",
    expects: "a duration from 0ms to 60m with its unit, such as 250us, 100ms, 1.5s or 2m",
    read: (text) => {
      const duration = parseDuration(text);
      return duration === undefined ? undefined : within(toMilliseconds(duration), { min: 0, max });
    },
    json: z.string().describe("A duration with its unit: 250us, 100ms, 1.5s, 2m."),
  };
}

const spoken = (ms: number): string => formatDuration(fromMilliseconds(ms));

/** Whole milliseconds, as RabbitMQ counts them; the unit has to be written. */
export function wholeMilliseconds({ min, max }: Range): ValueKind<number> {
  return {
    syntax: "DURATION",
    expects: `a duration from ${spoken(min)} to ${spoken(max)} in whole milliseconds, such as 500ms or 30s`,
    read: (text) => {
      const duration = parseDuration(text);
      const value = duration === undefined ? Number.NaN : toMilliseconds(duration);
      return Number.isInteger(value) ? within(value, { min, max }) : undefined;
    },
    json: z.string().describe("A duration with its unit: 500ms, 30s, 1m."),
  };
}

/** In seconds; with `bare`, a number without a unit is seconds too, as in PerfTest. */
export function seconds({ min, max, bare, whole }: Range & { bare: boolean; whole: boolean }): ValueKind<number> {
  const isBare = (text: string): boolean => bare && /^\d+(\.\d+)?$/.test(text);
  return {
    syntax: "DURATION",
    expects: `${whole ? "whole seconds" : "a duration"} from ${format(min)}s to ${format(max)}s, such as 30s or 1m${bare ? "; a bare number is seconds" : ""}`,
    read: (text) => {
      const duration: Nanoseconds | undefined = parseDuration(isBare(text) ? `${text}s` : text);
      const value = duration === undefined ? Number.NaN : toSeconds(duration);
      return whole && !Number.isInteger(value) ? undefined : within(value, { min, max });
    },
    json: bare ? z.union([z.number(), z.string()]) : z.string().describe("A duration with its unit: 500ms, 30s, 1m."),
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

export const file = matching("FILE", "the name of a file", /./);

/** `undefined` out of range, and for NaN. */
function within(value: number, { min, max }: Range): number | undefined {
  return value >= min && value <= max ? value : undefined;
}
