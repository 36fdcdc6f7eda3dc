// The workers in the live display: a lane over time for each of a few workers; for more, one block per worker.
import { counted, formatCount } from "@fairhare/core";
import { BUCKET_MS, type LiveWorker } from "@fairhare/store";
import { cut } from "../../terminal/fit.ts";
import type { Style } from "../../terminal/style.ts";
import { lane, mean, strip } from "./blocks.ts";

/** More workers than this share the rows of a strip. */
const MOST_LANES = 6;
const STRIP_ROWS = 3;
/** The blocks of a strip show the last second. */
const STRIP_BUCKETS = 1_000 / BUCKET_MS;
/** 30 s: older work says nothing about the present. */
const LONGEST_LANE = 30_000 / BUCKET_MS;
const LABEL = 7;
const TASKS = 15;

/** The number of buckets in a lane on a line of `width` columns. */
export const laneLength = (width: number): number =>
  Math.min(LONGEST_LANE, Math.max(STRIP_BUCKETS, width - LABEL - TASKS - 3));

/** `planned`: the workers of the plan, which fix the number of lines. Workers that join later share those lines. */
export function fleetLines(workers: readonly LiveWorker[], planned: number, width: number, style: Style): string[] {
  const isStrip = planned > MOST_LANES || workers.length > planned;
  const rows = planned > MOST_LANES ? Math.min(STRIP_ROWS, Math.ceil(planned / stripWidth(width))) : planned;
  if (!isStrip) {
    const lanes = Array.from({ length: rows }, (_, index) => laneLine(workers[index], index + 1, width, style));
    return [
      cut(caption(workers, `busy over the last ${Math.round(laneLength(width) * (BUCKET_MS / 1_000))} s`), width),
      ...lanes,
    ];
  }
  const shares = workers.map((worker) => mean(worker.lane.slice(-STRIP_BUCKETS)));
  const { lines, group } = strip(shares, { width: stripWidth(width), rows });
  const meaning = group === 1 ? "one block each" : `one block for ${group} workers`;
  return [
    cut(caption(workers, `${meaning}, busy over the last second`), width),
    ...lines.map((line) => cut(`${"".padEnd(LABEL)} ${line}`, width)),
  ];
}

const stripWidth = (width: number): number => Math.max(1, width - LABEL - 1);

/** `workers 2 busy · 1 idle · 1 down (busy over the last 8 s)`. */
function caption(workers: readonly LiveWorker[], meaning: string): string {
  const of = (state: LiveWorker["state"]): number => workers.filter((worker) => worker.state === state).length;
  const down = of("down");
  const counts = [`${formatCount(of("busy"))} busy`, `${formatCount(of("idle"))} idle`];
  return `workers ${[...counts, ...(down > 0 ? [`${formatCount(down)} down`] : [])].join(" · ")} (${meaning})`;
}

function laneLine(worker: LiveWorker | undefined, number: number, width: number, style: Style): string {
  const label = String(worker?.slot ?? number).padStart(LABEL);
  if (worker === undefined) return cut(label, width);
  const shares = worker.lane.slice(-laneLength(width));
  const text = worker.state === "down" ? "down" : counted(worker.completed, "task");
  const line = cut(`${label} ${lane(shares)}  ${text}`, width);
  return worker.state === "down" ? style.bad(line) : line;
}
