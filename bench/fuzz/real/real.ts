// `npm run fuzz:real -- --runs 40`: random small plans on a private RabbitMQ; compares each ledger with the broker's
// own counters. FAIRHARE_RABBITMQ_SERVER selects another version; the same seed gives the same plans.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { probeServer } from "@fairhare/amqp";
import { openBroker } from "@fairhare/broker";
import { type Experiment, rateCurve } from "@fairhare/workload";
import { runExperiment } from "@fairhare/orchestrator";
import { interruptSignal, say } from "../command.ts";
import { VERSIONS } from "../plan/broker-rules.ts";
import type { FuzzPlan } from "../plan/fuzz-plan.ts";
import { randomPlan } from "../plan/random-plan.ts";
import { readCounters, since } from "./broker-counters.ts";
import { disagreements } from "./compare.ts";

/** Longer plans are drawn again, milliseconds. */
const LONGEST_MS = 15_000;
const DRAIN_TIMEOUT_SECONDS = 10;
const RUN_TIMEOUT_SECONDS = 90;

const { values } = parseArgs({
  options: { runs: { type: "string", default: "40" }, seed: { type: "string", default: "1" } },
});
const runs = Number(values.runs);
const firstSeed = Number(values.seed);
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(firstSeed))
  throw new Error("Usage: npm run fuzz:real -- --runs N --seed S, with whole numbers N and S.");

const interrupt = interruptSignal();

const directory = mkdtempSync(join(tmpdir(), "fairhare-fuzz-"));
let wrong = 0;
let done = 0;
try {
  const ports = { probe: probeServer, signal: interrupt, onNotice: say };
  await using broker = await openBroker({ provider: "local", env: process.env }, ports);
  const version = VERSIONS.find(
    (known) =>
      known.split(".")[0] === broker.facts.version.split(".")[0] &&
      majorMinor(known) <= majorMinor(broker.facts.version),
  );
  say(`RabbitMQ ${broker.facts.version}`);
  const verdicts = new Map<string, number>();
  for (let seed = firstSeed; done < runs && !interrupt.aborted; seed++) {
    const plan = randomPlan(seed);
    if (!isSmall(plan) || majorMinor(plan.version) !== majorMinor(version ?? broker.facts.version)) continue;
    done++;
    // A broker that is down is started again by the next run, and its counters start at zero.
    const before = broker.server?.running === true ? await readCounters(broker) : undefined;
    const { results } = await runExperiment(experimentOf(plan, seed), {
      broker,
      runsDirectory: directory,
      command: plan.words,
      observer: () => undefined,
      signal: interrupt,
    });
    const run = results.trials[0]?.runs[0];
    if (run === undefined) throw new Error(`plan ${seed} left no run`);
    const restarted = plan.settings.faults.some(({ role, kind }) => role === "broker" && !kind.endsWith("-alarm"));
    const counted = restarted || before === undefined ? undefined : since(before, await readCounters(broker));
    const found = counted === undefined ? [] : disagreements(run, plan.settings, counted);
    verdicts.set(run.verdict, (verdicts.get(run.verdict) ?? 0) + 1);
    wrong += Number(found.length > 0);
    const { attempted, completed, lost, duplicated, redelivered } = run.ledger;
    say(
      `${found.length > 0 ? "✗" : "✓"} ${seed}: ${run.verdict}, ${attempted} attempted, ${completed} completed, ${lost} lost, ${duplicated} duplicated, ${redelivered} redelivered${counted ? "" : " (not compared: the broker was restarted)"}`,
    );
    if (found.length > 0 || run.verdict !== "pass") say(`    ${plan.words.join(" ")}`);
    for (const sentence of [...found, ...(run.verdict === "unknown" ? run.warnings.slice(0, 1) : [])])
      say(`    ${sentence}`);
  }
  say(
    `${done} plans: ${[...verdicts].map(([verdict, count]) => `${count} ${verdict}`).join(", ")}; ${wrong} contradict the broker's counters`,
  );
} finally {
  rmSync(directory, { recursive: true, force: true });
}
process.exitCode = wrong > 0 || done < runs ? 1 : 0;

function majorMinor(text: string): number {
  const [major = 0, minor = 0] = text.split(".").map(Number);
  return major * 1_000 + minor;
}

/** The plan takes a few seconds and has no power cut. */
function isSmall({ settings, cluster }: FuzzPlan): boolean {
  const { faults, timeSeconds, heavyMs, tasks, workers, ratePerSecond, producers } = settings;
  const lastFaultMs = Math.max(0, ...faults.map(({ atMs, forMs }) => atMs + (forMs ?? 0)));
  const workMs = ((tasks ?? 0) * heavyMs) / workers;
  const publishMs = ratePerSecond === null ? 0 : rateCurve(ratePerSecond).secondsFor((tasks ?? 0) / producers) * 1e3;
  return (
    cluster === null &&
    lastFaultMs + workMs + publishMs + (timeSeconds ?? 0) * 1e3 < LONGEST_MS &&
    faults.every(({ kind }) => kind !== "power-cut")
  );
}

function experimentOf({ settings, thresholds }: FuzzPlan, seed: number): Experiment {
  return {
    name: `fuzz-${seed}`,
    trials: [{ id: "trial", settings }],
    axes: [],
    repeat: 1,
    warmup: 0,
    seed,
    thresholds,
    broker: { provider: "local", uri: null, waitSeconds: 0 },
    readyTimeoutSeconds: 60,
    drainTimeoutSeconds: DRAIN_TIMEOUT_SECONDS,
    runTimeoutSeconds: RUN_TIMEOUT_SECONDS,
  };
}
