// The findings of all runs: what a reader must know before trusting the numbers, and what to do about it.
import type { Results } from "@fairhare/results";
import { findingLines, type FindingLine } from "../findings/finding-lines.ts";
import { inline } from "../markdown.ts";
import { type Blocks, bullets } from "./section.ts";

export function findingsSection(results: Results): Blocks {
  const lines = findingLines(results);
  return lines.length > 0 ? ["## Findings", ...bullets(lines.map(bulletOf))] : [];
}

function bulletOf({ code, severity, where, sentence, action }: FindingLine): string {
  const place = where === "" ? "" : `, ${inline(where)}`;
  const advice = action === null ? "" : ` *${inline(action)}*`;
  return `**${severity}**${place}: ${inline(sentence)}${advice} \`${code}\``;
}
