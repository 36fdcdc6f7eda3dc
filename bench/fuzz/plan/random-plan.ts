// Draws a random valid plan from a seed: any settings with any faults, several at once, as flags. Plans that the rules
// reject are drawn again, so that every plan has passed the parser. random-trial.ts draws the flags that all plans have.
import { createRandom, type Random } from "@fairhare/core";
import { VERSIONS } from "./broker-rules.ts";
import { type FuzzPlan, readPlan } from "./fuzz-plan.ts";
import { drawAgents, withAgents } from "./random-agents.ts";
import { withCluster } from "./random-cluster.ts";
import { type Flags, pick, wordsOf } from "./random-flags.ts";
import { drawFlags } from "./random-trial.ts";

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
