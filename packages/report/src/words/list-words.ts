// Small parts of sentences: lists, numbers with their nouns, and what a verdict is made of.
import { formatCount, formatMs } from "@fairhare/core";

export interface VerdictPart {
  /** Finding, number and cause; without the full stop at its end. */
  readonly says: string;
  /** Whole sentences that say what to do; empty where the evidence supports no advice. */
  readonly advice: readonly string[];
}

/** More workers than this are counted, not named. */
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

/** "both trials", or "all 3 trials". */
export const allTrials = (count: number): string => (count === 2 ? "both trials" : `all ${count} trials`);

export const capitalised = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** A time in a run. A run with a backlog starts when the workers are released, so events before that have negative times. */
export const formatMoment = (atMs: number): string =>
  atMs < 0 ? `${formatMs(-atMs)} before the workers were released` : `at ${formatMs(atMs)}`;
