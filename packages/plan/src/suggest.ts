// The nearest known word to a mistyped one, for "did you mean".

/** Nothing that can be meant is longer, and the distance takes time by the product of the lengths. */
const LONGEST_WORD = 100;

/** The candidate with the fewest edits, when that is at most a third of the longer word; else `undefined`. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  let best: string | undefined;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const edits = editDistance(word.toLowerCase(), candidate.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    if (edits <= allowed && edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** ` Did you mean X?` to append to a sentence, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>, prefix = ""): string {
  const suggestion = nearest(word, candidates);
  return suggestion === undefined ? "" : ` Did you mean ${prefix}${suggestion}?`;
}

/** Optimal string alignment: Levenshtein distance, and neighbours swapped count as one edit. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const substituted = (last[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1] ? (beforeLast[j - 2] ?? 0) + 1 : Infinity;
      row.push(Math.min(substituted, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, swapped));
    }
    [beforeLast, last] = [last, row];
  }
  return last[to.length] ?? 0;
}
