// `npm run fuzz:tap -- --runs 200`: random small plans on a private RabbitMQ, each measured twice in one run: by Fairhare's
// own processes and by the taps in front of them. The ledgers must be equal. FAIRHARE_RABBITMQ_SERVER selects another
// version; the same seed gives the same plans.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { probeServer } from "@fairhare/amqp";
import { openBroker } from "@fairhare/broker";
import { interruptSignal, say } from "../command.ts";
import { VERSIONS } from "../plan/broker-rules.ts";
import { contradictions, differences } from "./compare.ts";
import { tapPlan } from "./tap-plans.ts";
import { tappedRun } from "./tapped-run.ts";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
});
const runs = Number(values.runs);
const firstSeed = Number(values.seed);
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(firstSeed))
  throw new Error("Usage: npm run fuzz:tap -- --runs N --seed S, with whole numbers N and S.");

const signal = interruptSignal();
const directory = mkdtempSync(join(tmpdir(), "fairhare-tap-"));
let wrong = 0;
let done = 0;
let withKills = 0;
try {
  await using broker = await openBroker(
    { provider: "local", env: process.env },
    { probe: probeServer, signal, onNotice: say },
  );
  say(`RabbitMQ ${broker.facts.version}`);
  const [major] = broker.facts.version.split(".", 1);
  const version = VERSIONS.find((known) => known.split(".", 1)[0] === major) ?? VERSIONS[0];
  for (let seed = firstSeed; seed < firstSeed + runs && !signal.aborted; seed++) {
    const plan = tapPlan(seed, version);
    const place = join(directory, String(seed));
    const run = await tappedRun(plan.settings, broker, { directory: place, signal });
    rmSync(place, { recursive: true, force: true });
    const found = plan.hasKills ? contradictions(run) : differences(run);
    done++;
    withKills += Number(plan.hasKills);
    wrong += Number(found.length > 0);
    const { attempted, completed, duplicated, failed, redelivered } = run.own.ledger;
    say(
      `${found.length > 0 ? "✗" : "✓"} ${seed}: ${run.own.verdict}, ${attempted} attempted, ${completed} completed, ${duplicated} duplicated, ${failed} failed, ${redelivered} redelivered`,
    );
    if (found.length > 0) say(`    ${plan.words.join(" ")}`);
    for (const line of found) say(`    ${line}`);
  }
  say(`${done} plans, ${withKills} of them with kills: ${wrong} with ledgers that disagree`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
process.exitCode = wrong > 0 || done < runs ? 1 : 0;
