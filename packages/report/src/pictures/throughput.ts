// Publishes and completions over time, with the faults as vertical lines.
import { counted, formatMs, formatNumber, formatPlannedMs } from "@fairhare/core";
import type { RunResult, TrialResult } from "@fairhare/results";
import { whichRun } from "../metrics.ts";
import { trialLabel } from "../words/setting-words.ts";
import { faultsPhrase, faultSpan } from "./axes/fault-marks.ts";
import type { Picture } from "./chart.ts";
import { seriesColour } from "./look.ts";
import { drawPanels, type Panel } from "./panels.ts";
import { isQueueDrawn } from "./queue-depth.ts";
import { ratesEndMs, rateWindowMs, ratesOf } from "./rate-windows.ts";

/** Completions; fewer make no rate over time. */
const LEAST_COMPLETIONS = 12;
/** Windows of the timeline in which all publishes of a burst lie. */
const BURST_WINDOWS = 2;

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** Null if too few tasks were completed for a rate over time. */
export function drawThroughput(trial: TrialResult, run: RunResult): Picture | null {
  const { timeline } = run;
  const makespanMs = run.makespanMs ?? 0;
  const completed = sum(timeline.completed);
  if (completed < LEAST_COMPLETIONS || makespanMs <= 0) return null;
  const endMs = ratesEndMs(run);
  const mergedMs = rateWindowMs(timeline, run.workers.length, endMs);
  const spanMs = Math.max(endMs, faultSpan(run.faults)?.toMs ?? 0);
  const panel = (name: string, counts: readonly number[], colour: number): Panel => ({
    name,
    points: ratesOf(counts, { windowMs: timeline.windowMs, mergedMs, endMs }),
    colour: seriesColour(colour),
    isStepped: true,
    axis: "zero",
  });
  const burst = burstSentence(run);
  const completions = panel("tasks completed per second", timeline.completed, 2);
  const panels = [
    ...(burst === null ? [panel("tasks published per second", timeline.published, 0)] : []),
    completions,
    ...queuePanel(run),
  ];
  const alt = `Throughput over time, ${trialLabel(trial)}: ${ratePhrase(run, completions)}`;
  return drawPanels({
    title: `Throughput over time: ${trialLabel(trial)}`,
    subtitle: [whichRun(trial, run), `average rate of each ${formatPlannedMs(mergedMs)}`],
    panels,
    span: { fromMs: 0, toMs: spanMs },
    faults: run.faults,
    alt: [alt, faultsPhrase(run.faults)].filter(Boolean).join(" "),
    notes: [...(burst === null ? [] : [burst]), ...shallowQueue(run)],
  });
}

function ratePhrase(run: RunResult, { points }: Panel): string {
  const rates = points.slice(1).map(([, rate]) => rate ?? 0);
  const whole = rates.length > 1 ? rates.slice(0, -1) : rates;
  const [least, most] = [Math.min(...whole), Math.max(...whole)].map(formatNumber);
  return `${formatNumber(run.throughput.completedPerSecond)} tasks/s completed on average over ${formatMs(run.makespanMs)}, between ${least} and ${most} tasks/s.`;
}

/** A picture of a burst would be empty but for its first window. */
function burstSentence({ timeline: { published, windowMs }, ledger }: RunResult): string | null {
  const all = sum(published);
  if (all === 0)
    return ledger.attempted === 0
      ? "No task was published."
      : `All ${counted(ledger.attempted, "task")} were published before the measurement began.`;
  const last = published.findLastIndex((count) => count > 0);
  if (last >= BURST_WINDOWS || published.length <= 2 * BURST_WINDOWS) return null;
  const before = ledger.attempted > all ? " The others were published before the measurement began." : "";
  return `${ledger.attempted > all ? counted(all, "task") : `All ${counted(all, "task")}`} were published in the first ${formatPlannedMs((last + 1) * windowMs)}.${before}`;
}

/** The queue, if it has no picture of its own and was not always empty. */
function queuePanel(run: RunResult): Panel[] {
  const ready = run.timeline.ready.filter(([at]) => at >= 0);
  if (isQueueDrawn(run) || ready.length < 2 || ready.every(([, messages]) => messages === 0)) return [];
  return [{ name: "messages ready in the queue", points: ready, colour: seriesColour(4), axis: "count" }];
}

function shallowQueue(run: RunResult): string[] {
  const { ready } = run.timeline;
  if (isQueueDrawn(run) || ready.length < 2 || ready.some(([at, messages]) => at >= 0 && messages > 0)) return [];
  return ["The broker reported an empty queue each time it was asked."];
}
