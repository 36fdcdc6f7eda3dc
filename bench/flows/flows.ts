// `npm run bench:flows -- [--json FILE]`: whole runs of Fairhare, with their history, compared with a bare amqplib loop on the
// same broker, in alternation. FLOWS_ONLY=F2,F3 chooses flows, FLOWS_ROUNDS and FLOWS_SCALE (1 is about two seconds a run)
// set how much is measured, FAIRHARE_RABBITMQ_SERVER the broker.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { amqplibVersion, probeServer } from "@fairhare/amqp";
import { type Broker, openBroker } from "@fairhare/broker";
import { runBare } from "./bare-side.ts";
import { compare, type Comparison, type Round } from "./comparison.ts";
import { runFairhare } from "./fairhare-side.ts";
import { experimentOf, type Flow, FLOWS, settingsOf } from "./flow.ts";
import { flowsTable } from "./table.ts";

const { values } = parseArgs({ options: { json: { type: "string" } } });
const rounds = positive("FLOWS_ROUNDS", 7);
const scale = positive("FLOWS_SCALE", 1);
const flows = chosen(process.env["FLOWS_ONLY"]);

const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("interrupted")));
await using broker = await openBroker(
  { provider: "auto", env: process.env },
  { probe: probeServer, signal: stop.signal, onNotice: (sentence) => process.stdout.write(`${sentence}\n`) },
);
const measured = new Map<Flow, Round[]>(flows.map((flow) => [flow, []]));
for (let round = 0; round <= rounds && !stop.signal.aborted; round++) {
  // All flows in every round, so that a slow minute of the machine does not meet one flow alone.
  for (const flow of flows) {
    // The first round warms the broker up and is discarded.
    const one = await measure(broker, flow, { isReversed: round % 2 === 1, isWarmUp: round === 0 });
    if (round > 0) measured.get(flow)?.push(one);
  }
  process.stdout.write(round === 0 ? "Warmed up.\n" : `Round ${round} of ${rounds}.\n`);
}
const comparisons = [...measured].map(([flow, sides]) => compare(flow, tasksOf(flow), sides));
process.stdout.write(`RabbitMQ ${broker.facts.version}, ${rounds} rounds\n${flowsTable(comparisons)}\n`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(documentOf(comparisons), null, 2)}\n`);

/** `isReversed`: Fairhare first, so that neither side always runs second. */
async function measure(
  on: Broker,
  flow: Flow,
  { isReversed, isWarmUp }: { readonly isReversed: boolean; readonly isWarmUp: boolean },
): Promise<Round> {
  const tasks = isWarmUp ? Math.ceil(tasksOf(flow) / 4) : tasksOf(flow);
  const bareRun = (): ReturnType<typeof runBare> => runBare(on.uri, settingsOf(flow, tasks), tasks);
  const fairhareRun = (): ReturnType<typeof runFairhare> => runFairhare(on, experimentOf(flow, tasks), stop.signal);
  if (isReversed) {
    const fairhare = await fairhareRun();
    return { bare: await bareRun(), fairhare };
  }
  return { bare: await bareRun(), fairhare: await fairhareRun() };
}

function tasksOf({ tasks }: Flow): number {
  return Math.ceil(tasks * scale);
}

function documentOf(results: readonly Comparison[]): unknown {
  const environment = { node: process.version, amqplib: amqplibVersion(), rabbitmq: broker.facts.version };
  return { environment, rounds, flows: results };
}

function chosen(names: string | undefined): readonly Flow[] {
  if (names === undefined || names === "") return FLOWS;
  return names.split(",").map((name) => {
    const flow = FLOWS.find((one) => one.name === name);
    if (flow === undefined)
      throw new Error(`FLOWS_ONLY: unknown flow "${name}"; use ${FLOWS.map((one) => one.name).join(", ")}.`);
    return flow;
  });
}

function positive(variable: string, fallback: number): number {
  const value = Number(process.env[variable] ?? fallback);
  if (!(value > 0)) throw new Error(`${variable} must be a number above 0.`);
  return value;
}
