import type { Results } from "@fairhare/checker";
export function renderCsv(results: Results): string {
  return results.schema;
}
