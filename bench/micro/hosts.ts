// `npm run bench:hosts`: the same plan on this host and over four agents, in alternation on the same broker. The clocks of the agents
// are hours apart and drift, so that the latencies over agents are right only if the checker corrects them.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeServer } from "@fairhare/amqp";
import { openBroker } from "@fairhare/broker";
import { type ExperimentPorts, runExperiment } from "@fairhare/orchestrator";
import { fourClocks, whyNoNamespaces } from "../clocks/time-namespace.ts";
import { type NotedClock, timedLatencies } from "../clocks/true-times.ts";
import { openLocalAgents } from "../scale/local-agents.ts";
import { type MeasuredRun, printComparison } from "./host-comparison.ts";
import { planOf } from "./plan.ts";

const ROUNDS = Number(process.env["HOSTS_ROUNDS"] ?? 8);
const SECONDS = Number(process.env["HOSTS_SECONDS"] ?? 6);
const AGENTS = 4;
/** Four workers with tasks of 20 ms take 200 per second: with a fifth of it, hardly a task waits, and the CPU is idle. */
const RATE = 40;
const PLAN = planOf({
  workers: [`${AGENTS}`],
  prefetch: ["1"],
  light: ["20ms"],
  heavy: ["20ms"],
  rate: [`${RATE}`],
  tasks: [`${RATE * SECONDS}`],
});

const directory = mkdtempSync(join(tmpdir(), "fairhare-bench-"));
const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("interrupted")));
const onNotice = (sentence: string): void => void process.stdout.write(`${sentence}\n`);
const reason = whyNoNamespaces();
if (reason !== undefined)
  onNotice(`NO CLOCKS OF THEIR OWN: all agents have the clock of this machine, because ${reason}. No truth is known.`);
const clocks =
  reason === undefined
    ? fourClocks().map((clock, index): NotedClock => ({ ...clock, notes: join(directory, `clock-${index + 1}`) }))
    : [];
await using broker = await openBroker(
  { provider: "auto", env: process.env },
  { probe: probeServer, signal: stop.signal, onNotice },
);
const agents = await openLocalAgents(AGENTS, { directory, clocks, signal: stop.signal, onNotice });

const here: MeasuredRun[] = [];
const there: MeasuredRun[] = [];
try {
  for (let round = 0; round <= ROUNDS && !stop.signal.aborted; round++) {
    const sides = [
      { into: here, ports: {} },
      { into: there, ports: { agents: agents.port } },
    ];
    // Alternating, so that neither always runs second.
    for (const { into, ports } of round % 2 === 0 ? sides : sides.toReversed()) {
      const measured = await measure(ports);
      // The first round warms the broker up and is discarded.
      if (round > 0) into.push(measured);
    }
  }
  printComparison(here, there);
} finally {
  await agents[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
}

async function measure(chosen: Pick<ExperimentPorts, "agents">): Promise<MeasuredRun> {
  for (const { notes } of clocks) writeFileSync(notes, "");
  const outcome = await runExperiment(PLAN, {
    broker,
    runsDirectory: directory,
    command: ["bench:hosts"],
    observer: () => undefined,
    signal: stop.signal,
    ...chosen,
  });
  const run = outcome.results.trials[0]?.runs[0];
  if (run?.verdict !== "pass") throw new Error(`The run did not pass: ${run?.warnings.join(" ") ?? "no run"}`);
  const history = join(outcome.directory, run.directory ?? "", "history");
  const isTimed = chosen.agents !== undefined && clocks.length > 0;
  return { run, timed: isTimed ? timedLatencies(history, clocks) : null };
}
