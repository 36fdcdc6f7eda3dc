// The summary of a step in GitHub Actions: verdict, thresholds, comparison and findings as Markdown, without pictures,
// because GitHub shows no files of the job. The full document is report.ts.
import { formatInstant } from "@fairhare/core";
import type { Results } from "@fairhare/results";
import { experimentSentence } from "../experiment-sentence.ts";
import { inline, markdownTable } from "../markdown.ts";
import { printableResults } from "../report.ts";
import { findingTable } from "../tables/finding-table.ts";
import { type Blocks, bullets, folded, joinBlocks } from "../sections/section.ts";
import { comparisonNote, comparisonTable, significanceNote, significanceTable } from "../tables/comparison-table.ts";
import { faultComparison } from "../tables/fault-comparison.ts";
import { VERDICT_SIGN } from "../changes/change-report.ts";
import { thresholdTable } from "../tables/threshold-table.ts";
import { verdictWords } from "../verdict-sentence.ts";
import { trialLabel } from "../words/setting-words.ts";

const CUT = "*Shortened: GitHub limits the summary of a step to 1 MiB. The report has the rest.*";

/** At most `maxBytes` in UTF-8: blocks that no longer fit are left out, with a note. Empty when nothing fits. */
export function renderStepSummary(foreign: Results, maxBytes: number): string {
  const blocks = summaryBlocks(printableResults(foreign));
  const whole = joinBlocks(blocks);
  if (bytesOf(whole) <= maxBytes) return whole;
  for (let count = blocks.length - 1; count > 0; count--) {
    const shortened = joinBlocks([...blocks.slice(0, count), CUT]);
    if (bytesOf(shortened) <= maxBytes) return shortened;
  }
  return "";
}

function summaryBlocks(results: Results): Blocks {
  const { experiment, environment, trials, verdict } = results;
  const { broker } = environment;
  return [
    `## ${VERDICT_SIGN[verdict]} ${inline(experiment.name)}: ${verdict}`,
    inline(experimentSentence(results)),
    ...thresholdBlocks(results),
    ...findingBlocks(results),
    ...comparisonBlocks(results),
    ...bullets(trials.map((trial) => `**${inline(trialLabel(trial))}** — ${inline(verdictWords(trial))}`)),
    inline(
      `Measured ${formatInstant(environment.startedAt)} on ${broker.product} ${broker.version}, Node ${environment.node}, ${environment.cpu}.`,
    ),
  ];
}

function thresholdBlocks(results: Results): Blocks {
  return results.thresholds.length === 0 ? [] : ["### Thresholds", markdownTable(thresholdTable(results))];
}

function findingBlocks(results: Results): Blocks {
  const table = findingTable(results);
  return table.rows.length === 0 ? [] : ["### Findings", markdownTable(table)];
}

function comparisonBlocks(results: Results): Blocks {
  const { trials } = results;
  if (trials.length === 0) return [];
  const note = comparisonNote(results);
  const faults = faultComparison(results);
  const significance = significanceTable(results);
  return [
    "### Comparison",
    ...folded(markdownTable(comparisonTable(results)), trials.length, "trials"),
    ...(note === null ? [] : [note]),
    ...(faults === null ? [] : [`### ${faults.title}`, markdownTable(faults.table)]),
    ...(significance === null
      ? []
      : [significanceNote(results), ...folded(markdownTable(significance), significance.rows.length, "differences")]),
  ];
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
