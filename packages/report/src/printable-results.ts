// Results whose texts are on one line and hold nothing that is obeyed instead of shown: the same for a report, its
// pictures and the terminal. Numbers, names of fields and what the texts mean stay as they are.
import { oneLine } from "@fairhare/core";

/** A copy, but for what holds no text. */
export function printableResults<T>(results: T): T {
  return copy(results) as T;
}

function copy(value: unknown): unknown {
  if (typeof value === "string") return oneLine(value);
  if (typeof value !== "object" || value === null) return value;
  // Lanes and timelines are long lists of numbers.
  if (Array.isArray(value)) return typeof value[0] === "number" ? value : value.map(copy);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item)]));
}
