// `npm run fuzz:cluster -- --seeds 50`: random schedules of faults on a private cluster of three nodes. Compares each ledger with
// what the queue really holds afterwards, as an independent consumer sees it. The same seed gives the same schedule; two
// executions of it differ in their times. FAIRHARE_RABBITMQ_SERVER selects another version.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { connect, probeServer } from "@fairhare/amqp";
import { type Broker, type BrokerChoice, openBroker } from "@fairhare/broker";
import { runExperiment } from "@fairhare/orchestrator";
import { queueSpecOf } from "@fairhare/protocol";
import type { Experiment, TrialSettings } from "@fairhare/workload";
import { interruptSignal, say } from "../command.ts";
import { contradictions } from "./contradictions.ts";
import { tasksIn } from "./queue-content.ts";
import { randomSchedule } from "./random-schedule.ts";

const HANDLINGS = ["ignore", "pause-minority", "autoheal"] as const;
const DRAIN_TIMEOUT_SECONDS = 30;
const RUN_TIMEOUT_SECONDS = 120;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
    minutes: { type: "string", default: "60" },
    "partition-handling": { type: "string", default: "pause-minority" },
  },
});
const [seeds, first, minutes] = [values.seeds, values.seed, values.minutes].map(Number) as [number, number, number];
if (![seeds, first, minutes].every((value) => Number.isFinite(value) && value > 0))
  throw new Error("Usage: npm run fuzz:cluster -- --seeds N [--seed S] [--minutes M], with numbers above 0.");

const interrupt = interruptSignal();

const directory = mkdtempSync(join(tmpdir(), "fairhare-fuzz-"));
const until = performance.now() + minutes * 60_000;
const verdicts = new Map<string, number>();
let wrong = 0;
let done = 0;
try {
  const ports = { probe: probeServer, signal: interrupt, onNotice: say };
  await using broker = await openBroker({ provider: "local", env: process.env, cluster: clusterOf() }, ports);
  say(`RabbitMQ ${broker.facts.version}, three nodes`);
  for (let seed = first; done < seeds && performance.now() < until && !interrupt.aborted; seed++) {
    wrong += Number(await fuzz(seed, broker));
    done++;
  }
  const counts = [...verdicts].map(([verdict, count]) => `${count} ${verdict}`).join(", ");
  say(`${done} of ${seeds} schedules: ${counts}; ${wrong} contradict the content of the broker or a rule of it`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
process.exitCode = wrong > 0 || done < seeds ? 1 : 0;

/** Versions with Khepri ignore the handling. */
function clusterOf(): NonNullable<BrokerChoice["cluster"]> {
  const partitionHandling = HANDLINGS.find((known) => known === values["partition-handling"]);
  if (partitionHandling === undefined)
    throw new Error(
      `--partition-handling must be one of ${HANDLINGS.join(", ")} (got ${values["partition-handling"]}).`,
    );
  return { nodes: 3, partitionHandling };
}

/** Whether the run contradicts something. */
async function fuzz(seed: number, broker: Broker): Promise<boolean> {
  const { settings: drawn, words } = randomSchedule(seed);
  const name = `fuzz-${seed}`;
  // A transient queue that is deleted with its node must be declared again by the clients, so it belongs to the run.
  const isOurs = drawn.queueDurable;
  const settings: TrialSettings = { ...drawn, queue: { name, predeclared: isOurs } };
  if (isOurs) await onQueue(broker, (admin) => admin.declare(queueSpecOf(drawn, { queue: name, queueExpiresMs: 0 })));
  const { results } = await runExperiment(experimentOf(settings, seed), {
    broker,
    runsDirectory: directory,
    command: words,
    observer: () => undefined,
    signal: interrupt,
  });
  const run = results.trials[0]?.runs[0];
  if (run === undefined) throw new Error(`schedule ${seed} left no run`);
  const left = isOurs ? await tasksIn(name, broker.uri) : null;
  if (isOurs) await onQueue(broker, (admin) => admin.delete(name));
  const found = contradictions({ run, settings, lost: lostTasks(), left });
  verdicts.set(run.verdict, (verdicts.get(run.verdict) ?? 0) + 1);
  const { attempted, completed, lost, nacked, returned, unknown, duplicated, lossesByCause } = run.ledger;
  const causes = lossesByCause.map(({ cause, tasks }) => `${tasks} ${cause}`).join(", ");
  say(
    `${found.length > 0 ? "✗" : "✓"} ${seed}: ${run.verdict}, ${attempted} attempted, ${completed} completed, ${lost} lost${causes === "" ? "" : ` (${causes})`}, ${nacked + returned} refused, ${unknown} unknown, ${duplicated} duplicated, ${left === null ? "queue not kept" : `${left.size} left`}`,
  );
  say(`    ${words.slice(4).join(" ")}`);
  for (const sentence of [...found, ...(run.verdict === "unknown" ? run.warnings.slice(0, 1) : [])])
    say(`    ${sentence}`);
  rmSync(join(directory, newest()), { recursive: true, force: true });
  return found.length > 0;
}

/** The directory of the newest experiment. */
function newest(): string {
  return readdirSync(directory).toSorted().at(-1) ?? "";
}

/** From the complete list that the run has stored; its file exists only with losses. */
function lostTasks(): number[] {
  const files = readdirSync(join(directory, newest()), { recursive: true, encoding: "utf8" });
  const file = files.find((path) => path.endsWith("losses.csv"));
  if (file === undefined || !existsSync(join(directory, newest(), file))) return [];
  const lines = readFileSync(join(directory, newest(), file), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  return lines.map((line) => Number(line.split(",")[0]));
}

type Admin = ReturnType<Awaited<ReturnType<typeof connect>>["openQueueAdmin"]>;

async function onQueue(broker: Broker, act: (admin: Admin) => Promise<void>): Promise<void> {
  const connection = await connect({ uri: broker.uri, name: "fuzz" });
  try {
    await act(connection.openQueueAdmin());
  } finally {
    await connection.close();
  }
}

function experimentOf(settings: TrialSettings, seed: number): Experiment {
  return {
    name: `fuzz-${seed}`,
    trials: [{ id: "trial", settings }],
    axes: [],
    repeat: 1,
    warmup: 0,
    seed,
    thresholds: [],
    broker: { provider: "local", uri: null, waitSeconds: 0 },
    readyTimeoutSeconds: 60,
    drainTimeoutSeconds: DRAIN_TIMEOUT_SECONDS,
    runTimeoutSeconds: RUN_TIMEOUT_SECONDS,
  };
}
