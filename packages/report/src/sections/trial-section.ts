// One trial in full: its workers, why it came out so, its ledger, its latencies, its faults.
import { costSentence } from "../words/cost-words.ts";
import type { RunResult, TrialResult } from "@fairhare/results";
import { explainTrial } from "../explain/explain.ts";
import { formatMs } from "../format.ts";
import { inline, markdownTable } from "../markdown.ts";
import { IDLE_WHILE_BACKLOG, medianOf, typicalRun, whichRun } from "../metrics.ts";
import { drawLanes } from "../pictures/lanes.ts";
import { drawLatencyPhases } from "../pictures/latencies.ts";
import { drawQueueDepth } from "../pictures/queue-depth.ts";
import { drawThroughput } from "../pictures/throughput.ts";
import { runTable } from "../tables/comparison-table.ts";
import { faultTable } from "../tables/fault-table.ts";
import { latencyTable } from "../tables/latency-table.ts";
import {
  deadLetterTable,
  duplicateCauseTable,
  givenBackTable,
  ledgerSum,
  ledgerTable,
  lossCauseTable,
  lossTable,
  seenTable,
} from "../tables/ledger-table.ts";
import { workerTable } from "../tables/worker-table.ts";
import { totalLedger } from "../total-ledger.ts";
import { verdictWords } from "../verdict-sentence.ts";
import { capitalised } from "../words/list-words.ts";
import { trialLabel } from "../words/setting-words.ts";
import { type Blocks, type Embed, folded, slug } from "./section.ts";

const RECOVERY_NOTE =
  "Throughput is counted in windows and held against the rate just before the fault: how far it fell, and when it was back at 95 % of it. The last redelivery is that of a task which was in the hands or the buffer of what was hit, or on its way there. The oldest task lost is the broker's: so long before the fault it had been published. — where there is nothing to say: no redelivery, no rate before, or not back before the next fault or the end.";

/** `axisMs` ends the time axis of the lanes, common to all trials where that still shows something. */
export function trialSection(trial: TrialResult, axisMs: number, embed: Embed): Blocks {
  const run = typicalRun(trial);
  const head = [`## ${inline(capitalised(trialLabel(trial)))}`, inline(capitalised(verdictWords(trial)))];
  if (!run) return head;
  const name = slug(trial.id);
  const ledger = totalLedger(trial.runs);
  return [
    ...head,
    ...repeats(trial, run),
    ...embed(`${name}-lanes`, () => drawLanes(trial, run, axisMs)),
    ...folded(markdownTable(workerTable(run, trial)), run.workers.length, "workers"),
    ...idleLine(trial, run),
    ...explanation(trial),
    "### Where every task ended",
    markdownTable(ledgerTable(ledger)),
    `${ledgerSum(ledger)}.`,
    ...(ledger.deadLettersByReason.length > 0 ? [markdownTable(deadLetterTable(ledger))] : []),
    ...(ledger.givenBack.length > 0 ? [markdownTable(givenBackTable(trial.runs))] : []),
    ...(ledger.lossesByCause.length > 0 ? [markdownTable(lossCauseTable(ledger))] : []),
    ...(ledger.losses.length > 0 ? [markdownTable(lossTable(trial.runs))] : []),
    ...(ledger.duplicatesByCause.length > 0 ? [markdownTable(duplicateCauseTable(ledger))] : []),
    markdownTable(seenTable(ledger)),
    "### Latency",
    markdownTable(latencyTable(trial)),
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
  ];
}

function repeats(trial: TrialResult, run: RunResult): Blocks {
  if (trial.runs.length < 2) return [];
  return [
    markdownTable(runTable(trial)),
    `What follows is of all ${trial.runs.length} runs, tasks added up and the rest as medians. Only one run can be shown worker by worker and over time, with its faults: run ${run.run}, the one with the middle makespan.`,
  ];
}

const inRun = (trial: TrialResult, run: RunResult): string => {
  const which = whichRun(trial, run);
  return which === "" ? "" : ` (${which})`;
};

/** The harm itself: hands without work while there was work. */
function idleLine(trial: TrialResult, { workers }: RunResult): Blocks {
  const idleMs = medianOf(trial, IDLE_WHILE_BACKLOG);
  if (idleMs === null) return [];
  const where = trial.runs.length > 1 ? "in the median run" : "in all";
  return [`Idle while a task waited: ${formatMs(idleMs)} ${where}, ${formatMs(idleMs / workers.length)} a worker.`];
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

/** A saturated queue's latency is its backlog; who reads it as the broker's would be misled. */
function backlogNote(trial: TrialResult): Blocks {
  if (typeof trial.settings["ratePerSecond"] === "number") return [];
  return [
    "The tasks were sent as fast as the broker took them, so end to end is mostly the wait in a backlog: it tells how long the whole lot took, not how quick one task is. For that, set a rate below what the fleet can do.",
  ];
}
