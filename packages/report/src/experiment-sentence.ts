import type { Results } from "@fairhare/checker";
export function experimentSentence(results: Results): string {
  return results.verdict;
}
