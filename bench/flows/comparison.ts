// The comparison of one flow: medians of both sides, and the median ratio of the rounds with an interval.
import { createRandom } from "@fairhare/core";
import { median, quantileSorted } from "simple-statistics";
import { type Flow, LARGEST_WORKER_MB } from "./flow.ts";
import type { Measured } from "./side.ts";

export interface Round {
  readonly bare: Measured;
  readonly fairhare: Measured;
}

/** A ratio of Fairhare to the bare loop. */
export interface Ratio {
  readonly median: number;
  /** 95 % interval of the median, by resampling the rounds. */
  readonly interval: readonly [number, number];
  readonly rounds: readonly number[];
}

export interface Comparison {
  readonly flow: string;
  readonly title: string;
  readonly tasks: number;
  readonly throughput: Ratio;
  readonly clientCpu: Ratio;
  /** Medians of the rounds. */
  readonly bare: Measured;
  readonly fairhare: Measured;
  /** What the flow misses, a phrase each. */
  readonly missed: readonly string[];
}

const RESAMPLES = 2_000;
const MEGABYTE = 1e6;

export function compare({ name, title, targets }: Flow, tasks: number, rounds: readonly Round[]): Comparison {
  const throughput = ratioOf(rounds, ({ perSecond }) => perSecond);
  const clientCpu = ratioOf(rounds, ({ clientCpuMicros }) => clientCpuMicros);
  const bare = mediansOf(rounds.map((round) => round.bare));
  const fairhare = mediansOf(rounds.map((round) => round.fairhare));
  const workerMegabytes = fairhare.workerPeakRssBytes / MEGABYTE;
  const missed = [
    ...(throughput.median < targets.throughput ? [`throughput < ${targets.throughput}`] : []),
    ...(targets.clientCpu !== null && clientCpu.median > targets.clientCpu ? [`CPU > ${targets.clientCpu}`] : []),
    ...(workerMegabytes > LARGEST_WORKER_MB ? [`worker > ${LARGEST_WORKER_MB} MB`] : []),
  ];
  return { flow: name, title, tasks, throughput, clientCpu, bare, fairhare, missed };
}

function ratioOf(rounds: readonly Round[], valueOf: (side: Measured) => number): Ratio {
  const ratios = rounds.map(({ bare, fairhare }) => valueOf(fairhare) / valueOf(bare));
  const random = createRandom(1);
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(ratios.map(() => ratios[random.below(ratios.length)] ?? 0)),
  ).toSorted((a, b) => a - b);
  return {
    median: median(ratios),
    interval: [quantileSorted(medians, 0.025), quantileSorted(medians, 0.975)],
    rounds: ratios,
  };
}

const mediansOf = (sides: readonly Measured[]): Measured => ({
  perSecond: median(sides.map(({ perSecond }) => perSecond)),
  clientCpuMicros: median(sides.map(({ clientCpuMicros }) => clientCpuMicros)),
  clientPeakRssBytes: median(sides.map(({ clientPeakRssBytes }) => clientPeakRssBytes)),
  workerPeakRssBytes: median(sides.map(({ workerPeakRssBytes }) => workerPeakRssBytes)),
});
