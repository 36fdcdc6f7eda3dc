// Random small plans whose two ledgers must be equal: the one that the processes write, and the one that their taps write.
//
// Left out, since the two kinds of evidence differ by nature:
// - `--ack auto` and `--ack forget`: without acks the wire shows deliveries only;
// - `--multi-ack-every` together with faults: a worker records each completion, the wire shows a group of them at its ack;
// - cuts, closed connections and broker faults: a worker finishes and records the task in work although its ack is lost;
// - several workers in one process: a tap stands in front of a process, not of a slot;
// - kills: see `contradictions` in compare.ts for what must hold then. They are plans of their own.
import { createRandom, type Random } from "@fairhare/core";
import type { Version } from "../plan/broker-rules.ts";
import { drawnFlags, type Flags, pick } from "../plan/random-flags.ts";
import { type FuzzPlan, planOf } from "../plan/fuzz-plan.ts";

export interface TapPlan extends FuzzPlan {
  /** Workers are killed: the ledgers must not contradict each other, but need not be equal. */
  readonly hasKills: boolean;
}

const TRIES = 50;

export function tapPlan(seed: number, version: Version): TapPlan {
  const random = createRandom(seed * 6_151 + 7);
  const hasKills = random.float() < 0.2;
  for (let tries = 0; tries < TRIES; tries++) {
    const flags = drawFlags(random, hasKills);
    try {
      return { ...planOf(flags, version), seed, hasKills };
    } catch (error) {
      if (tries === TRIES - 1) throw error;
    }
  }
  throw new Error(`no valid plan from seed ${seed}`);
}

function drawFlags(random: Random, hasKills: boolean): Flags {
  const { flags, set, maybe } = drawnFlags(random);
  set("workers", String(1 + random.below(4)));
  set("producers", String(1 + random.below(2)));
  set("tasks", String(1 + random.below(80)));
  maybe(0.2, "workerConcurrency", ["2", "4"]);
  maybe(0.8, "prefetch", ["1", "2", "5", "20", "unlimited"]);
  maybe(0.4, "queueType", ["quorum"]);
  maybe(0.6, "durability", ["transient", "durable", "persistent", "confirmed"]);
  maybe(0.4, "rate", ["50", "200"]);
  maybe(0.2, "backlog", ["true"]);
  maybe(0.3, "body", ["binary", "text"]);
  maybe(0.3, "size", ["60", "3000", "200000"]);
  set("heavy", pick(random, ["5ms", "20ms", "60ms"]));
  set("light", pick(random, ["0ms", "1ms", "5ms"]));
  maybe(0.25, "work", hasKills ? ["cpu"] : ["none", "cpu"]);
  maybe(0.3, "fail", ["random:0.1", "random:0.4", "poison:2"]);
  maybe(0.5, "onError", ["drop", "dead-letter"]);
  maybe(0.3, "requeueBy", ["nack"]);
  set("maxAttempts", "4");
  maybe(0.2, "deadLetter", ["true"]);
  set("heartbeat", pick(random, ["0", "60"]));
  set("seed", String(random.below(1_000_000)));
  const at = `@${pick(random, ["100ms", "300ms", "600ms"])}`;
  if (hasKills) set("faults", `kill:worker${at},restart=${pick(random, ["100ms", "never"])}`);
  else if (random.float() < 0.5) set("faults", drawFault(random, at));
  if (flags["faults"] === undefined) maybe(0.3, "multiAckEvery", ["2", "5"]);
  return flags;
}

function drawFault(random: Random, at: string): string {
  const whom = pick(random, ["worker", "producer"]);
  switch (random.below(5)) {
    case 0:
      return `quit:worker${at},restart=${pick(random, ["100ms", "never"])}`;
    case 1:
      return `stop:${whom}${at},for=300ms`;
    case 2:
      return `add:worker:1${at}`;
    case 3:
      return `stall:connection:${whom}${at},for=300ms`;
    default:
      return `delay:connection:${whom}${at},for=300ms,by=20ms`;
  }
}
