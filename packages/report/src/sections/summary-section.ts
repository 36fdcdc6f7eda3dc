// The first screen of a report: title, verdicts, thresholds, and all trials in one table.
import { counted, formatInstant } from "@fairhare/core";
import type { Results } from "@fairhare/results";
import { experimentSentence } from "../experiment-sentence.ts";
import { findingLines } from "../findings/finding-lines.ts";
import { inline, markdownTable } from "../markdown.ts";
import { drawBusyShares } from "../pictures/busy-shares.ts";
import { drawLatencyOfTrials } from "../pictures/latencies.ts";
import { comparisonNote, comparisonTable, significanceNote, significanceTable } from "../tables/comparison-table.ts";
import { faultComparison } from "../tables/fault-comparison.ts";
import { verdictWords } from "../verdict-sentence.ts";
import { trialLabel } from "../words/setting-words.ts";
import { thresholdLines } from "../words/threshold-words.ts";
import { type Blocks, bullets, type Embed } from "./section.ts";

export function summarySection(results: Results, embed: Embed): Blocks {
  const { environment, experiment, trials } = results;
  const { broker } = environment;
  const findings = findingLines(results).length;
  const note = comparisonNote(results);
  const faults = faultBlocks(results);
  return [
    `# ${inline(experiment.name)} — ${formatInstant(environment.startedAt).slice(0, 10)}`,
    `**${inline(experimentSentence(results))}**`,
    ...(faults ?? bullets(trials.map((trial) => `**${inline(trialLabel(trial))}** — ${inline(verdictWords(trial))}`))),
    ...bullets(thresholdLines(results).map(inline)),
    ...(findings > 0 ? [`⚠ ${counted(findings, "finding")} may affect these numbers: see [Findings](#findings).`] : []),
    `Measured ${formatInstant(environment.startedAt)} on ${inline(`${broker.product} ${broker.version}, ${environment.cpu}`)}. For the meaning of the numbers see [How to read this](#how-to-read-this).`,
    "## Comparison",
    markdownTable(comparisonTable(results)),
    ...(note === null ? [] : [note]),
    ...significance(results),
    ...embed("busy-shares", () => drawBusyShares(trials)),
    ...embed("latency", () => drawLatencyOfTrials(trials)),
  ];
}

/** When the faults vary, a table of what they cost comes first; the verdict of each trial stands in the section of the trial. */
function faultBlocks(results: Results): Blocks | null {
  const faults = faultComparison(results);
  return faults && [`## ${faults.title}`, markdownTable(faults.table), faults.note];
}

function significance(results: Results): Blocks {
  if (results.comparisons.length === 0) return [];
  const table = significanceTable(results);
  return table === null
    ? ["The trials have too few runs for a significance test: use `--repeat 6` or more."]
    : [significanceNote(results), markdownTable(table)];
}
