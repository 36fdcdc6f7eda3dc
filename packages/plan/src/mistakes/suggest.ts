// Finds the known word that is nearest to a mistyped one, for "Did you mean".
import { distance } from "fastest-levenshtein";

/** In characters. No known word is longer, and the time to compute a distance grows with the product of the lengths. */
const LONGEST_WORD = 100;

/** The candidate with the fewest edits; `undefined` when they exceed a third of the longer word's length. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const edits = editsOf(word.toLowerCase());
  let best: string | undefined;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const count = edits(candidate.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    if (count <= allowed && count < fewest) [best, fewest] = [candidate, count];
  }
  return best;
}

/** ` Did you mean X?`, to be appended to a sentence, or an empty string. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const suggestion = nearest(word, candidates);
  return suggestion === undefined ? "" : ` Did you mean ${suggestion}?`;
}

/** Levenshtein distance, except that two swapped neighbours, the most common typing error, count as one edit. */
function editsOf(word: string): (candidate: string) => number {
  const swapped = Array.from(
    { length: Math.max(0, word.length - 1) },
    (_, at) => word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2),
  );
  return (candidate) =>
    Math.min(distance(word, candidate), ...swapped.map((variant) => 1 + distance(variant, candidate)));
}
