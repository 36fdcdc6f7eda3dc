// Small parts of sentences: lists, numbers with their nouns, and what a verdict is made of.
import { formatCount } from "../format.ts";

export interface VerdictPart {
  /** Finding, number and cause; without the full stop at its end. */
  readonly says: string;
  /** What to do about it, in whole sentences; empty where the evidence supports no advice. */
  readonly advice: readonly string[];
}

/** More names than this say less than their number. */
export const NAMED_AT_MOST = 6;
/** More events of one kind than this are counted, not described one by one. */
export const TOLD_AT_MOST = 3;

/** `worker 2`, `workers 1 and 3`, `50 of the 200 workers`. */
export function workersPhrase(slots: readonly number[], fleet: number): string {
  if (slots.length === 1) return `worker ${slots[0]}`;
  if (slots.length > NAMED_AT_MOST) return `${formatCount(slots.length)} of the ${formatCount(fleet)} workers`;
  return `workers ${joinWords(slots.map(String))}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** `1 task`, `2 tasks`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatCount(count)} ${count === 1 ? noun : plural}`;

export const capitalised = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
