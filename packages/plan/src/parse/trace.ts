// Reads a recorded list of costs: a line a task, written as dots (the tutorial's) or as a duration.
// Reading the file itself is the command line's.
import { parseDuration, toMilliseconds } from "@fairhare/core";
import type { Mistake } from "../mistakes/mistake.ts";

const MAX_TASKS = 1_000_000;
const MAX_COST_MS = 3_600_000;
/** Beyond this many bad lines the file is of another kind, and the list helps nobody. */
const LISTED_MISTAKES = 20;

export interface Trace {
  readonly costsMs: readonly number[];
  readonly mistakes: readonly Mistake[];
}

/** `file` only names the place of a mistake. Blank lines and lines that begin with `#` are skipped. */
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
    const message = `${bad - LISTED_MISTAKES} more lines are wrong. A trace has a line a task: dots, or a duration such as 100ms.`;
    mistakes.push({ place: file, message });
  }
  if (bad === 0 && costsMs.length === 0)
    mistakes.push({
      place: file,
      message: "The trace is empty. Write a line a task: dots, or a duration such as 100ms.",
    });
  if (costsMs.length > MAX_TASKS)
    mistakes.push({
      place: file,
      message: "The trace has more than 1,000,000 tasks. Shorten it: it is repeated as needed.",
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
  if (cost !== undefined) return `"${shown}" is longer than an hour. A task takes at most 60m.`;
  return `"${shown}" is no cost. Write dots (...) or a duration with its unit (100ms, 1.5s).`;
}
