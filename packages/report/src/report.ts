import type { Results } from "@fairhare/checker";
import type { ReportFiles } from "./report-file.ts";
export function renderReport(results: Results): ReportFiles {
  return [{ path: "report.md", content: results.schema }];
}
export function renderMarkdown(results: Results): string {
  return results.schema;
}
