// Parses the YAML of an experiment file (version 1.2, so `no` is a text). The messages never quote the text, which may
// contain a password.
import { type CST, isAlias, LineCounter, parseDocument, Parser, visit } from "yaml";
import type { ReadJson } from "./read-json.ts";

/** Levels; an experiment file has four. */
const MAX_DEPTH = 64;

export function readYaml(text: string): ReadJson {
  const lines = new LineCounter();
  const placeOf = (at: number): string => {
    const { line, col } = lines.linePos(at);
    return `:${line}:${col}`;
  };
  const deepAt = tooDeepAt(new Parser(lines.addNewLine).parse(text));
  if (deepAt !== undefined)
    return {
      problem: `The nesting is deeper than ${MAX_DEPTH} levels. An experiment file has four.`,
      place: placeOf(deepAt),
    };
  const document = parseDocument(text, { version: "1.2", schema: "core", logLevel: "error" });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) return { problem: sentenceOf(error.code), place: placeOf(error.pos[0]) };
  let aliasAt: number | undefined;
  visit(document, (_, node) => {
    if (isAlias(node)) aliasAt ??= node.range?.[0] ?? 0;
  });
  if (aliasAt !== undefined)
    return { problem: "Aliases (*name) are not supported. Write the value again.", place: placeOf(aliasAt) };
  return { content: document.toJS() };
}

function sentenceOf(code: string): string {
  switch (code) {
    case "DUPLICATE_KEY":
      return "This key is given twice. Remove one of them.";
    case "MULTIPLE_DOCS":
      return "The file contains several YAML documents. Use one; scenarios are listed under the key scenarios.";
    case "TAG_RESOLVE_FAILED":
      return "Tags (!name) are not supported. Remove the tag.";
    case "TAB_AS_INDENT":
      return "The line is indented with a tab. Use spaces.";
    default:
      return "The text is not valid YAML from here on. Check the indentation, quotes and colons.";
  }
}

/**
 * Where the nesting exceeds the limit. The tokens come from the part of the parser that is not recursive; the other part
 * would overflow the call stack, and a regular expression then ends the process.
 */
function tooDeepAt(tokens: Iterable<CST.Token>): number | undefined {
  const left = [...tokens].map((token) => ({ token, depth: 0 }));
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { token, depth } = next;
    if (depth > MAX_DEPTH) return token.offset;
    for (const child of childrenOf(token)) left.push({ token: child, depth: depth + 1 });
  }
  return undefined;
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((child) => child !== undefined && child !== null));
}
