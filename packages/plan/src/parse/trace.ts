// Parses a trace: the service time of one task per line, as dots (as in the tutorial) or as a duration. The command
// line reads the file.
import { parseDuration, toMilliseconds } from "@fairhare/core";
import type { Mistake } from "../mistakes/mistake.ts";

const MAX_TASKS = 1_000_000;
const MAX_COST_MS = 3_600_000;
/** A file with more invalid lines is probably not a trace. */
const LISTED_MISTAKES = 20;

export interface Trace {
  readonly costsMs: readonly number[];
  readonly mistakes: readonly Mistake[];
}

/** `file` is used in the places of mistakes only. Blank lines and lines that begin with `#` are ignored. */
export function parseTrace(text: string, dotMs: number, file: string): Trace {
  const costsMs: number[] = [];
  const mistakes: Mistake[] = [];
  let bad = 0;
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const cost = costOfLine(line, dotMs);
    if (cost !== undefined && cost <= MAX_COST_MS) costsMs.push(cost);
    else if (++bad <= LISTED_MISTAKES) mistakes.push({ place: `${file}:${index + 1}`, message: complain(line, cost) });
  }
  if (bad > LISTED_MISTAKES) {
    const message = `${bad - LISTED_MISTAKES} more lines are invalid. A trace has one line per task: dots, or a duration such as 100ms.`;
    mistakes.push({ place: file, message });
  }
  if (bad === 0 && costsMs.length === 0)
    mistakes.push({
      place: file,
      message: "The trace is empty. Write one line per task: dots, or a duration such as 100ms.",
    });
  if (costsMs.length > MAX_TASKS)
    mistakes.push({
      place: file,
      message: "The trace has more than 1,000,000 tasks. Shorten it; Fairhare repeats a trace as often as needed.",
    });
  return { costsMs, mistakes };
}

function costOfLine(line: string, dotMs: number): number | undefined {
  if (/^\.+$/.test(line)) return line.length * dotMs;
  const duration = parseDuration(line);
  return duration === undefined ? undefined : toMilliseconds(duration);
}

function complain(line: string, cost: number | undefined): string {
  const shown = line.length > 40 ? `${line.slice(0, 40)}…` : line;
  if (cost !== undefined) return `"${shown}" is longer than an hour. Use at most 60m per task.`;
  return `"${shown}" is not a valid service time. Use dots (...) or a duration with a unit (100ms, 1.5s).`;
}
