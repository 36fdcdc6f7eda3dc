// Draws a random schedule of faults on three nodes, and a small load for it, from a seed.
import { createRandom, type Random } from "@fairhare/core";
import { parseExperiment } from "@fairhare/plan";
import { metricNames, metricPath } from "@fairhare/results";
import type { TrialSettings } from "@fairhare/workload";
import { type Flags, pick, wordsOf } from "../plan/random-flags.ts";

export interface Schedule {
  readonly settings: TrialSettings;
  /** The flags as on the command line. */
  readonly words: readonly string[];
}

/** After this time without a fault the next one may come; a node starts in 5 to 10 s, and a fault waits for the one before. */
const LONGEST_FAULT_MS = 2_500;

export function randomSchedule(seed: number): Schedule {
  const random = createRandom(seed * 7_919 + 11);
  const flags: Flags = { nodes: ["3"], broker: ["local"], work: ["none"] };
  const queueType = pick(random, ["classic", "quorum"]);
  flags["queueType"] = [queueType];
  flags["durability"] = [pick(random, queueType === "quorum" ? CONFIRMED : [...CONFIRMED, "durable", "transient"])];
  flags["onUnknown"] = [pick(random, ["leave", "republish"])];
  flags["connect"] = [pick(random, ["spread", "spread", "leader", "follower"])];
  flags["ack"] = [random.float() < 0.2 ? "auto" : "manual"];
  flags["workers"] = [String(1 + random.below(3))];
  flags["producers"] = [String(1 + random.below(3))];
  const prefetch = pick(random, ["1", "10", "100"]);
  if (flags["ack"][0] === "manual") flags["prefetch"] = [prefetch];
  flags["rate"] = [pick(random, ["30", "100"])];
  flags["time"] = ["5"];
  flags["faults"] = drawFaults(random);
  const metrics = { names: metricNames(), path: metricPath };
  const { experiment } = parseExperiment({ flags }, { metrics, readTraceFile: () => "" });
  const [trial] = experiment.trials;
  if (trial === undefined) throw new Error(`seed ${seed} has no trial`);
  return { settings: trial.settings, words: wordsOf(flags) };
}

const CONFIRMED = ["confirmed", "confirmed", "persistent"];

/** One or two faults; the second begins when the first is over, however long the nodes take. */
function drawFaults(random: Random): string[] {
  const first = drawFault(random, 1_000);
  return random.float() < 0.4 ? [first, drawFault(random, 1_100 + LONGEST_FAULT_MS)] : [first];
}

function drawFault(random: Random, atMs: number): string {
  const at = `@${atMs}ms`;
  const lasts = `${500 + random.below(LONGEST_FAULT_MS - 500)}ms`;
  const node = pick(random, ["leader", "leader", "follower", "1", "2", "3"]);
  switch (random.below(8)) {
    case 0:
    case 1:
    case 2:
      return `kill:node:${random.float() < 0.2 ? "majority" : node}${at}${random.float() < 0.5 ? `,restart=${lasts}` : ""}`;
    case 3:
      return `stop:node:${node}${at},for=${lasts}`;
    case 4:
      return `restart:node:${node}${at}`;
    case 5:
      return `pause:node:${node}${at},for=${lasts}`;
    default:
      return `partition:node:${node}${at},for=${lasts}`;
  }
}
