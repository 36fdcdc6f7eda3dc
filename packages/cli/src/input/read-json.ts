// Parses the JSON of an experiment file. A scanner runs before JSON.parse and finds what that does not report:
// duplicate keys, excessive nesting, and the position of an error. Unlike those of JSON.parse, the messages never quote
// the text, which may contain a password.

import { assertNever } from "@fairhare/core";

/** Levels; an experiment file has two. */
const MAX_DEPTH = 64;

/** `problem` is a sentence; `place` is appended to the file name: `:3:5` is line 3, column 5. */
export type ReadJson =
  | { readonly content: unknown; readonly problem?: never }
  | { readonly problem: string; readonly place: string };

export function readJson(text: string): ReadJson {
  const found = findProblem(text);
  if (found === undefined) return { content: JSON.parse(text) };
  return { problem: found.problem, place: placeOf(text, found.at) };
}

interface Found {
  readonly problem: string;
  /** Index in the text. */
  readonly at: number;
}

// The grammar of RFC 8259.
const SPACE = /[\t\n\r ]*/y;
/** Not a quote, a backslash or a control character. */
const PLAIN = String.raw`[ !#-[\]-\uFFFF]*`;
const STRING = String.raw`"${PLAIN}(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})${PLAIN})*"`;
const SCALAR = new RegExp(`${STRING}|-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|true|false|null`);
const TOKEN = new RegExp(`[{}[\\]:,]|${SCALAR.source}`, "y");

/** The keys of an object so far; null for a list. */
type Container = Set<string> | null;
/** The tokens allowed next; after a value: a comma, the end of the container, or the end of the text. */
type Expected = "value" | "value or ]" | "key" | "key or }" | ":" | "after a value";

/** Not recursive, so that deep nesting does not overflow the call stack. */
function findProblem(text: string): Found | undefined {
  const containers: Container[] = [];
  let expected: Expected | undefined = "value";
  for (let at = endOf(SPACE, text, 0); at < text.length;) {
    const end = endOf(TOKEN, text, at);
    const token = text.slice(at, end);
    if (isKeyOf(containers.at(-1), token, expected))
      return { problem: "This key is given twice. Remove one of them.", at };
    expected = take(token, expected, containers);
    if (expected === undefined)
      return { problem: "The text is not valid JSON from here on. Check for missing quotes, commas and brackets.", at };
    if (containers.length > MAX_DEPTH)
      return { problem: `The nesting is deeper than ${MAX_DEPTH} levels. An experiment file has two.`, at };
    at = endOf(SPACE, text, end);
  }
  if (expected === "after a value" && containers.length === 0) return undefined;
  return { problem: "The file ends too early. Add the missing value, quote or bracket.", at: text.length };
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

const isString = (token: string): boolean => token.startsWith('"');

function isKeyOf(container: Container | undefined, token: string, expected: Expected): boolean {
  if (!container || !isString(token) || (expected !== "key" && expected !== "key or }")) return false;
  const key = String(JSON.parse(token));
  const isThere = container.has(key);
  container.add(key);
  return isThere;
}

/** The tokens allowed after this one; `undefined` when this one is empty or not allowed here. */
function take(token: string, expected: Expected, containers: Container[]): Expected | undefined {
  switch (expected) {
    case "key":
    case "key or }":
      if (isString(token)) return ":";
      return token === "}" && expected === "key or }" ? close(containers) : undefined;
    case ":":
      return token === ":" ? "value" : undefined;
    case "value":
    case "value or ]":
      return token === "]" && expected === "value or ]" ? close(containers) : takeValue(token, containers);
    case "after a value": {
      const container = containers.at(-1);
      if (container === undefined) return undefined;
      if (token === ",") return container === null ? "value" : "key";
      return token === (container === null ? "]" : "}") ? close(containers) : undefined;
    }
    default:
      return assertNever(expected);
  }
}

function takeValue(token: string, containers: Container[]): Expected | undefined {
  if (token === "{") {
    containers.push(new Set());
    return "key or }";
  }
  if (token === "[") {
    containers.push(null);
    return "value or ]";
  }
  return token === "" || /^[}\]:,]$/.test(token) ? undefined : "after a value";
}

function close(containers: Container[]): Expected {
  containers.pop();
  return "after a value";
}

function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split("\n");
  return `:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
