// One trial in full: its workers, the explanation, the ledger, the latencies, the faults.
import { formatMs } from "@fairhare/core";
import { costSentence } from "../words/cost-words.ts";
import type { RunResult, TrialResult } from "@fairhare/results";
import { explainTrial } from "../explain/explain.ts";
import { inline, markdownTable } from "../markdown.ts";
import { IDLE_WHILE_BACKLOG, medianOf, typicalRun, whichRun } from "../metrics.ts";
import type { LaneAxis } from "../pictures/lane-shapes.ts";
import { drawLanes } from "../pictures/lanes.ts";
import { drawLatencyPhases } from "../pictures/latencies.ts";
import { drawQueueDepth } from "../pictures/queue-depth.ts";
import { drawThroughput } from "../pictures/throughput.ts";
import { clockTable } from "../tables/clock-table.ts";
import { costTable } from "../tables/cost-table.ts";
import { runTable } from "../tables/comparison-table.ts";
import { faultTable } from "../tables/fault-table.ts";
import { latencyTable } from "../tables/latency-table.ts";
import {
  deadLetterTable,
  duplicateCauseTable,
  requeuedTable,
  ledgerSum,
  ledgerTable,
  lossCauseTable,
  lossTable,
  seenTable,
} from "../tables/ledger-table.ts";
import { priorityTable } from "../tables/priority-table.ts";
import { fleetTables } from "../tables/fleet-table.ts";
import { queueSentence, queueTable } from "../tables/queue-table.ts";
import { totalLedger } from "../total-ledger.ts";
import { verdictWords } from "../verdict-sentence.ts";
import { evidenceParagraphs, showsCompletions } from "../words/evidence-words.ts";
import { capitalised } from "../words/list-words.ts";
import { isPaced } from "../words/rate-words.ts";
import { trialLabel } from "../words/setting-words.ts";
import { type Blocks, type Embed, folded, slug } from "./section.ts";
import { BACKLOG_NOTE, CLOCK_NOTE, RECOVERY_NOTE } from "./trial-notes.ts";

export function trialSection(trial: TrialResult, axis: LaneAxis, embed: Embed): Blocks {
  const run = typicalRun(trial);
  const head = [`## ${inline(capitalised(trialLabel(trial)))}`, inline(capitalised(verdictWords(trial)))];
  if (!run) return head;
  const name = slug(trial.id);
  const ledger = totalLedger(trial.runs);
  return [
    ...head,
    ...repeats(trial, run),
    ...embed(`${name}-lanes`, () => drawLanes(trial, run, axis)),
    ...fleetTables(run, trial).flatMap(({ title, table }) =>
      title === "" ? folded(markdownTable(table), table.rows.length, "workers") : [title, markdownTable(table)],
    ),
    ...idleLine(trial, run),
    ...queues(trial, run),
    ...explanation(trial),
    "### Ledger",
    markdownTable(ledgerTable(ledger, { showsCompletions: showsCompletions(trial) })),
    ...(showsCompletions(trial) ? [`${ledgerSum(ledger)}.`] : []),
    ...evidenceParagraphs(trial),
    ...(ledger.deadLettersByReason.length > 0 ? [markdownTable(deadLetterTable(ledger))] : []),
    ...(ledger.givenBack.length > 0 ? [markdownTable(requeuedTable(trial.runs))] : []),
    ...(ledger.lossesByCause.length > 0 ? [markdownTable(lossCauseTable(ledger))] : []),
    ...(ledger.losses.length > 0 ? [markdownTable(lossTable(trial.runs))] : []),
    ...(ledger.duplicatesByCause.length > 0 ? [markdownTable(duplicateCauseTable(ledger))] : []),
    markdownTable(seenTable(ledger)),
    "### Latency",
    markdownTable(latencyTable(trial)),
    ...byPriority(trial),
    ...clocks(trial),
    ...backlogNote(trial),
    ...embed(`${name}-phases`, () => drawLatencyPhases(trial)),
    ...embed(`${name}-time`, () => drawThroughput(trial, run)),
    ...embed(`${name}-queue`, () => drawQueueDepth(trial, run)),
    ...(run.faults.length > 0
      ? [
          `### Faults${inRun(trial, run)}`,
          ...folded(markdownTable(faultTable(run)), run.faults.length, "faults"),
          RECOVERY_NOTE,
        ]
      : []),
    costSentence(trial),
    ...costBlocks(trial),
  ];
}

function costBlocks(trial: TrialResult): Blocks {
  const table = costTable(trial);
  return table === null ? [] : [markdownTable(table)];
}

function repeats(trial: TrialResult, run: RunResult): Blocks {
  if (trial.runs.length < 2) return [];
  return [
    markdownTable(runTable(trial)),
    `The numbers below are over all ${trial.runs.length} runs: totals of tasks, medians of everything else. Tables and pictures of workers, of throughput and of faults show run ${run.run}, the run with the middle makespan.`,
  ];
}

const inRun = (trial: TrialResult, run: RunResult): string => {
  const which = whichRun(trial, run);
  return which === "" ? "" : ` (${which})`;
};

/** The queues of the shown run, if it has several. */
function queues(trial: TrialResult, run: RunResult): Blocks {
  const table = queueTable(run);
  const sentence = queueSentence(run);
  return table === null || sentence === null ? [] : [`### Queues${inRun(trial, run)}`, markdownTable(table), sentence];
}

/** Time that workers were idle although tasks waited. */
function idleLine(trial: TrialResult, { workers }: RunResult): Blocks {
  const idleMs = medianOf(trial, IDLE_WHILE_BACKLOG);
  if (idleMs === null) return [];
  const where = trial.runs.length > 1 ? "in the median run" : "in total";
  return [
    `Idle time while tasks waited: ${formatMs(idleMs)} ${where}, ${formatMs(idleMs / workers.length)} per worker.`,
  ];
}

function explanation(trial: TrialResult): Blocks {
  const why = explainTrial(trial);
  if (!why) return [];
  return [
    `### ${inline(why.title)}`,
    ...why.paragraphs.map(inline),
    ...(why.table ? [markdownTable(why.table)] : []),
    ...(why.caveat === null ? [] : [inline(why.caveat)]),
  ];
}

function clocks(trial: TrialResult): Blocks {
  const table = clockTable(trial);
  return table === undefined ? [] : [CLOCK_NOTE, markdownTable(table)];
}

function byPriority(trial: TrialResult): Blocks {
  const table = priorityTable(trial);
  return table === null ? [] : ["By message priority:", markdownTable(table)];
}

/** The end-to-end latency of a backlog is mostly its length, and says little about the broker. */
function backlogNote(trial: TrialResult): Blocks {
  if (isPaced(trial.settings["ratePerSecond"])) return [];
  return [BACKLOG_NOTE];
}
