// Draws a random valid plan from a seed: any settings with any faults, several at once, as flags. Plans that the rules
// reject are drawn again, so that every plan has passed the parser.
import { metricNames, metricPath } from "@fairhare/results";
import { createRandom, type Random } from "@fairhare/core";
import { brokerMistakes, InvalidPlanError, parseExperiment } from "@fairhare/plan";
import type { Experiment, PartitionHandling, TrialSettings } from "@fairhare/workload";
import { type Version, VERSIONS } from "./broker-rules.ts";
import { drawAgents, NO_AGENTS, type VirtualAgents, withAgents } from "./random-agents.ts";
import { withCluster } from "./random-cluster.ts";
import { type Flags, pick, wordsOf } from "./random-flags.ts";

export interface FuzzPlan {
  readonly settings: TrialSettings;
  readonly version: Version;
  /** The broker is external. */
  readonly isForeign: boolean;
  readonly seed: number;
  /** A planted bug of the simulated broker; a real broker ignores it. */
  readonly bug: { readonly how: "forget" | "repeat"; readonly afterMs: number } | null;
  /** Hosts of the fleet, 0 for the orchestrator's own; with when each is lost. */
  readonly agents: VirtualAgents;
  /** Null for a broker with one node. */
  readonly cluster: { readonly nodes: number; readonly handling: PartitionHandling } | null;
  readonly thresholds: Experiment["thresholds"];
  readonly drainTimeoutSeconds: number;
  readonly runTimeoutSeconds: number | null;
  /** The flags as on the command line. */
  readonly words: readonly string[];
}

const TRIES = 200;

export function randomPlan(seed: number): FuzzPlan {
  const random = createRandom(seed * 7_919 + 1);
  const startDelay = drawStartDelay(createRandom(seed * 7_919 + 2));
  const missingQueue = drawMissingQueue(createRandom(seed * 7_919 + 3));
  const queues = drawQueues(createRandom(seed * 7_919 + 4));
  const priorities = drawPriorities(createRandom(seed * 7_919 + 6));
  const warmUp = drawWarmUp(createRandom(seed * 7_919 + 7));
  const agents = drawAgents(createRandom(seed * 7_919 + 8));
  const nodes = createRandom(seed * 7_919 + 9);
  const isCluster = nodes.float() < 0.25;
  const load = createRandom(seed * 7_919 + 5);
  for (let tries = 0; tries < TRIES; tries++) {
    const drawn = drawFlags(random);
    const rest = { ...startDelay, ...drawLoad(load, drawn), ...missingQueue, ...queues, ...priorities, ...warmUp };
    const one = withAgents({ ...drawn, ...rest }, agents);
    const flags = isCluster ? withCluster(one, nodes) : one;
    const version = pick(random, VERSIONS);
    const isForeign = random.float() < 0.25 && !isCluster;
    const plan = readPlan(flags, version, isForeign);
    const bug =
      random.float() < 0.1
        ? { how: pick(random, ["forget", "repeat"] as const), afterMs: 4_000 * random.float() }
        : null;
    if (plan !== null) return { ...plan, version, isForeign, seed, bug, agents: agents.hosts, words: wordsOf(flags) };
  }
  throw new Error(`no valid plan in ${TRIES} tries from seed ${seed}`);
}

interface PlanOptions {
  readonly isForeign?: boolean;
  readonly agents?: VirtualAgents;
}

/** The plan of these flags. Throws when it is not valid. */
export function planOf(
  flags: Flags,
  version: Version,
  { isForeign = false, agents = NO_AGENTS }: PlanOptions = {},
): FuzzPlan {
  const plan = readPlan(flags, version, isForeign);
  if (plan === null) throw new Error(`not a valid plan: ${wordsOf(flags).join(" ")}`);
  return { ...plan, version, isForeign, seed: 1, bug: null, agents, words: wordsOf(flags) };
}

function readPlan(
  flags: Flags,
  version: Version,
  isForeign: boolean,
): Pick<FuzzPlan, "settings" | "thresholds" | "drainTimeoutSeconds" | "runTimeoutSeconds" | "cluster"> | null {
  const metrics = { names: metricNames(), path: metricPath };
  try {
    const { experiment } = parseExperiment({ flags }, { metrics, readTraceFile: () => "" });
    const [trial] = experiment.trials;
    const nodes = experiment.broker.cluster?.nodes ?? 1;
    const opened = {
      provider: isForeign ? ("external" as const) : ("local" as const),
      uri: Array.from({ length: nodes }, () => "amqp://virtual").join(","),
      facts: { version },
      ...(nodes > 1 ? { cluster: { nodes: Array.from({ length: nodes }) } } : {}),
    };
    if (trial === undefined || brokerMistakes(experiment, opened).length > 0) return null;
    const { thresholds, drainTimeoutSeconds, runTimeoutSeconds } = experiment;
    const cluster = nodes > 1 ? { nodes, handling: experiment.broker.cluster?.partitionHandling ?? "ignore" } : null;
    return { settings: trial.settings, thresholds, drainTimeoutSeconds, runTimeoutSeconds, cluster };
  } catch (error) {
    if (error instanceof InvalidPlanError) return null;
    throw error;
  }
}

function drawFlags(random: Random): Flags {
  const flags: Flags = {};
  const set = (key: string, ...values: string[]): void => {
    flags[key] = [...(flags[key] ?? []), ...values];
  };
  const maybe = (chance: number, key: string, values: readonly string[]): void => {
    if (random.float() < chance) set(key, pick(random, values));
  };
  set("workers", String(1 + random.below(4)));
  maybe(0.2, "workersPerProcess", ["2", "3"]);
  maybe(0.2, "workerConcurrency", ["2", "4"]);
  maybe(0.2, "speed", ["1,0.5", "2", "1,1,0.25"]);
  maybe(0.1, "holdBody", ["true"]);
  set("producers", String(1 + random.below(3)));
  maybe(0.8, "prefetch", ["1", "2", "5", "20", "unlimited"]);
  maybe(0.3, "ack", ["auto", "auto", "early", "early", "forget"]);
  maybe(0.15, "multiAckEvery", ["2", "5"]);
  maybe(0.4, "queueType", ["quorum"]);
  maybe(0.6, "durability", ["transient", "durable", "persistent", "confirmed", "confirmed"]);
  maybe(0.2, "confirm", ["1", "10"]);
  maybe(0.4, "onUnknown", ["republish"]);
  set("tasks", String(1 + random.below(60)));
  if (random.float() < 0.25) {
    set("time", pick(random, ["1s", "3s", "8s"]));
    set("rate", pick(random, ["5", "20", "50"]));
    if (random.float() < 0.5) delete flags["tasks"];
  } else maybe(0.4, "rate", ["5", "20", "100"]);
  maybe(0.3, "pace", ["poisson"]);
  maybe(0.2, "backlog", ["true"]);
  maybe(0.5, "skew", ["uniform", "period:3", "random:0.3", "pareto:1.2", "lognormal:1"]);
  set("heavy", pick(random, ["1ms", "20ms", "100ms", "700ms"]));
  set("light", pick(random, ["0ms", "1ms", "5ms"]));
  maybe(0.25, "work", ["none", "cpu"]);
  maybe(0.2, "size", ["60", "3000", "60..3000", "60:3,3000:1"]);
  maybe(0.3, "fail", ["random:0.1", "random:0.4", "poison:1", "poison:3"]);
  maybe(0.4, "onError", ["drop", "dead-letter", "crash", "crash", "retry-delay", "retry-delay"]);
  maybe(0.9, "retryDelay", ["40ms", "400ms"]);
  maybe(0.2, "maxAttempts", ["3"]);
  maybe(0.2, "deadLetter", ["true"]);
  maybe(0.1, "messageTtl", ["30ms", "500ms"]);
  maybe(0.1, "maxLength", ["3", "10"]);
  maybe(0.2, "overflow", ["reject-publish"]);
  maybe(0.2, "deliveryLimit", ["1", "5", "unlimited"]);
  maybe(0.1, "ackTimeout", ["150ms", "2s"]);
  set("heartbeat", pick(random, ["0", "1", "5", "60"]));
  set("drainTimeout", pick(random, ["5s", "20s", "60s"]));
  maybe(0.15, "runTimeout", ["4s", "30s"]);
  maybe(0.2, "threshold", ["unknown<=5", "lost==0"]);
  const faults = random.float() < 0.25 ? 0 : 1 + random.below(4);
  for (let count = 0; count < faults; count++) set("faults", drawFault(random));
  set("seed", String(random.below(1_000_000)));
  maybe(0.2, "queue", ["orders"]);
  if (flags["queue"] !== undefined && random.float() < 0.15) flags["workers"] = ["0"];
  maybe(0.1, "connect", ["spread", "1"]);
  maybe(0.1, "queueLeader", ["balanced", "1"]);
  return flags;
}

/** From a stream of its own, so that the rest of the plan is the same with and without it. */
const drawStartDelay = (random: Random): Flags =>
  random.float() < 0.2 ? { [pick(random, ["startJitter", "rampUp"])]: [pick(random, ["30ms", "1s", "8s"])] } : {};

/** Also from a stream of its own. A restart of the broker deletes the dead-letter queue, and a limit removes tasks before it is back. */
function drawMissingQueue(random: Random): Flags {
  if (random.float() > 0.03) return {};
  const limit = random.float() < 0.7 ? { maxLength: [pick(random, ["3", "10"])] } : { messageTtl: ["30ms"] };
  const faults = [`${pick(random, ["restart", "kill"])}:broker@${pick(random, ["50ms", "300ms"])}`];
  return { durability: ["transient"], queueType: ["classic"], deadLetter: ["true"], rate: ["20"], ...limit, faults };
}

/** Also from a stream of its own. */
const drawQueues = (random: Random): Flags =>
  random.float() < 0.3 ? { queues: [pick(random, ["2", "3", "5", "16"])] } : {};

/** From a stream of its own: a warm-up within the run, or longer than it. */
const drawWarmUp = (random: Random): Flags =>
  random.float() < 0.15 ? { warmupTime: [pick(random, ["1ms", "200ms", "900ms", "30s"])] } : {};

/** From a stream of its own too: a round trip, and a schedule in place of a rate. */
const drawLoad = (random: Random, { rate }: Flags): Flags => ({
  ...(random.float() < 0.15 ? { rtt: [pick(random, ["2ms", "20ms", "200ms"])] } : {}),
  ...(rate !== undefined && random.float() < 0.4
    ? { rate: [pick(random, ["5:1s,50:1s", "0:500ms,20:2s", "2..60:2s", "50..0:1s,10:1s", "100:200ms,0:1s,30:1s"])] }
    : {}),
});

/** The same of priorities and of the means of retries. */
function drawPriorities(random: Random): Flags {
  const flags: Flags = {};
  if (random.float() < 0.2) flags["priority"] = [pick(random, ["5", "0..9", "0:0.8,9:0.2", "3..40"])];
  if (random.float() < 0.15) flags["consumerPriority"] = [pick(random, ["10,0", "5", "-1,2,0"])];
  if (random.float() < 0.3) flags["retryMeans"] = [pick(random, ["broker", "dead-letter"])];
  return flags;
}

function drawFault(random: Random): string {
  const at = `@${pick(random, ["50ms", "300ms", "1s", "2s", "5s"])}`;
  const every = random.float() < 0.3 ? `,every=${pick(random, ["400ms", "1s", "3s"])}` : "";
  const lasts = pick(random, ["100ms", "900ms", "4s", "12s"]);
  const restart = random.float() < 0.5 ? `,restart=${pick(random, ["200ms", "2s", "never", "now"])}` : "";
  const whom = pick(random, ["worker", "worker", "producer"]);
  const number = random.float() < 0.3 ? `:${1 + random.below(3)}` : "";
  switch (random.below(12)) {
    case 0:
    case 1:
    case 2:
      return `kill:${whom}${number}${at}${every}${restart}`;
    case 3:
      return `quit:${whom}${number}${at}${every}${restart}`;
    case 4:
      return `stop:${whom}${number}${at},for=${lasts}${every}`;
    case 5:
      return `restart:broker${at}`;
    case 6:
      return `kill:broker${at}${every === "" ? "" : ",every=25s"}`;
    case 7:
      return `add:worker:${1 + random.below(2)}${at}`;
    case 8:
      return `cut:connection:${whom}${number}${at}${every}${random.float() < 0.5 ? `,for=${lasts}` : ""}`;
    case 9:
      return `${pick(random, ["stall", "delay", "throttle"])}:connection:${whom}${number}${at},for=${lasts}`
        .replace(/^(delay.*)$/, "$1,by=40ms")
        .replace(/^(throttle.*)$/, "$1,rate=2000");
    case 10:
      return `${pick(random, ["memory-alarm", "disk-alarm"])}:broker${at},for=${lasts}`;
    default:
      return random.float() < 0.5 ? `close:connection:${whom}${number}${at}${every}` : `power-cut:broker${at}`;
  }
}
