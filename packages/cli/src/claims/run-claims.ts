// The claims, one after another on one broker: measured, judged, shown and written down.
import { join, resolve } from "node:path";
import { type Broker, canPowerCut } from "@fairhare/broker";
import {
  type CheckName,
  type Claim,
  CLAIMS_SCHEMA,
  type ClaimEvidence,
  claimOn,
  type ClaimResult,
  type ClaimsResults,
  evaluateClaim,
} from "@fairhare/checker";
import type { Results } from "@fairhare/results";
import { ExitCode, messageOf } from "@fairhare/core";
import { brokerMistakes, cutsPower, type ParsedExperiment } from "@fairhare/plan";
import { describeEnvironment, runExperiment } from "@fairhare/orchestrator";
import { claimsTable } from "@fairhare/report";
import type { Cli } from "../cli.ts";
import { OutputNotWritableError, problemsOf } from "../output/output-error.ts";
import { runsDirectory, runsProblems } from "../output/outputs.ts";
import { chosenDirectory } from "../output/report-directory.ts";
import { showProblems } from "../output/show-problems.ts";
import { exitCodeWith } from "../output/verdict-exit-code.ts";
import { createProgress, type Progress } from "../run/progress.ts";
import { startBroker } from "../run/start-broker.ts";
import { typedCommand } from "../run/typed-command.ts";
import { renderTable } from "../terminal/table.ts";
import { CHECKS } from "./checks.ts";
import { claimCommands } from "./claim-commands.ts";
import { withEarlierClaims } from "./earlier-claims.ts";
import { type ClaimsChoice, type PlannedClaim, readClaims } from "./read-claims.ts";

interface ClaimPorts {
  readonly broker: Broker;
  readonly progress: Progress;
  readonly cli: Cli;
  /** Several claims look at the same check; it is made once. */
  readonly checks: Map<CheckName, Promise<ChecksOf>>;
}

type ChecksOf = ClaimEvidence["checks"] extends ReadonlyMap<string, infer Tries> ? Tries : never;

export async function runClaims(
  { experiment, output }: ParsedExperiment,
  choice: ClaimsChoice,
  cli: Cli,
): Promise<void> {
  const { terminal, interruption } = cli;
  const planned = readClaims(join(cli.homeDirectory, "bench", "claims"), choice);
  const chosen = output.directory === null ? null : resolve(cli.userDirectory, output.directory);
  refuseUnwritable(chosen, cli);
  const progress = createProgress({ channel: terminal.err, isShown: output.progress, now: () => performance.now() });
  try {
    await using broker = await startBroker(experiment.broker, [], progress, cli);
    const path = chosen ?? join(cli.homeDirectory, "reports", "claims", broker.facts.version);
    const place = chosenDirectory(path);
    const environment = describeEnvironment(broker, typedCommand(cli.words));
    const ports: ClaimPorts = { broker, progress, cli, checks: new Map() };
    const claims: ClaimResult[] = [];
    for (const [index, plan] of planned.entries()) {
      if (interruption.signal.aborted) break;
      progress.notice(`${plan.claim.id} (${index + 1} of ${planned.length}): ${plan.claim.says}`);
      claims.push(await measureClaim(plan, ports));
    }
    progress.end();
    const measured: ClaimsResults = { schema: CLAIMS_SCHEMA, environment, claims, notCovered: [] };
    const { directory, problems } = place.write(withEarlierClaims(measured, path));
    terminal.out.line(renderTable(claimsTable(measured), terminal.out.columns(), terminal.out.style));
    if (directory !== undefined) terminal.out.line(`Report: ${directory}`);
    showProblems(problems, null, terminal.err);
    cli.endWith(exitCodeWith(problems, interruption.signal.aborted ? ExitCode.interrupted : exitCodeOf(claims)));
  } finally {
    progress.end();
  }
}

/** Before a broker is started. Without `--out` only the broker tells the directory's name. */
function refuseUnwritable(chosen: string | null, cli: Cli): void {
  const problems = [
    ...problemsOf(() => void chosenDirectory(chosen ?? join(cli.homeDirectory, "reports", "claims", "any-version"))),
    ...runsProblems(cli),
  ];
  if (problems.length > 0) throw new OutputNotWritableError(problems);
}

/** What its expectations on this version look at. */
interface MeasuredClaim {
  readonly claim: Claim;
  readonly experiments: PlannedClaim["experiments"];
}

async function measureClaim(planned: PlannedClaim, ports: ClaimPorts): Promise<ClaimResult> {
  const began = performance.now();
  const claim = claimOn(planned.claim, ports.broker.facts.version);
  const experiments = new Map([...planned.experiments].filter(([name]) => name in claim.experiments));
  const { id, says, how, note, expected } = claim;
  const about = {
    id,
    says,
    how,
    expected,
    commands: claimCommands(claim),
    startedAt: ports.cli.now().toISOString(),
    ...(note === undefined ? {} : { note }),
  };
  const whyNot = whyNotTestable({ claim, experiments }, ports.broker);
  if (whyNot !== null)
    return { ...about, verdict: "not-testable", isAsExpected: true, remarks: [whyNot], expectations: [], seconds: 0 };
  const remarks: string[] = [];
  const evidence = await gather({ claim, experiments }, ports, remarks);
  const seconds = (performance.now() - began) / 1_000;
  return { ...about, ...evaluateClaim(claim, evidence), remarks, seconds };
}

/** Null when it is testable. */
function whyNotTestable({ claim, experiments }: MeasuredClaim, broker: Broker): string | null {
  const plans = [...experiments.values()];
  const isNotOurs =
    (claim.checks.includes("restart") && broker.server === undefined) ||
    (claim.checks.includes("ack-timeout") && broker.ctl === undefined) ||
    plans.some((plan) => brokerMistakes(plan, broker).length > 0);
  if (isNotOurs) return "The broker is not ours to restart, to kill or to set up; with --broker local it would be.";
  return plans.some(cutsPower) ? canPowerCut().reason : null;
}

/** A server whose power is cut has a disk of its own, and is one of its own for it. What breaks is a remark, and leaves its claim unknown; the next claim is another experiment. */
async function gather(
  { claim, experiments }: MeasuredClaim,
  ports: ClaimPorts,
  remarks: string[],
): Promise<ClaimEvidence> {
  const { broker, progress, cli, checks } = ports;
  const { signal } = cli.interruption;
  const measured = new Map<string, Results>();
  const checked = new Map<string, ChecksOf>();
  const attempt = async (what: string, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      remarks.push(`The ${what} broke: ${messageOf(error)}`);
    }
  };
  for (const [name, plan] of experiments) {
    await attempt(`experiment "${name}"`, async () => {
      await using own = cutsPower(plan)
        ? await startBroker({ provider: "local", uri: null, waitSeconds: 0 }, ["power-cut"], progress, cli)
        : undefined;
      const { results } = await runExperiment(plan, {
        broker: own ?? broker,
        runsDirectory: runsDirectory(cli),
        command: typedCommand(cli.words),
        observer: progress.observe,
        signal,
      });
      measured.set(name, results);
      const cut = results.trials.flatMap(({ runs }) => runs).filter(({ verdict }) => verdict === "unknown");
      if (cut.length > 0) remarks.push(`In the experiment "${name}", ${cut.length} runs prove nothing.`);
      for (const { warnings } of cut) remarks.push(...warnings.slice(0, 1));
    });
  }
  for (const name of claim.checks) {
    await attempt(`check "${name}"`, async () => {
      const made = checks.get(name) ?? CHECKS[name](broker, signal).then((tries) => [...tries]);
      checks.set(name, made);
      checked.set(name, await made);
    });
  }
  return { experiments: measured, checks: checked };
}

/** A deviation outweighs what is unknown. */
function exitCodeOf(claims: readonly ClaimResult[]): ExitCode {
  const known = claims.filter(({ verdict }) => verdict !== "unknown");
  if (known.some(({ isAsExpected }) => !isAsExpected)) return ExitCode.fail;
  return known.length < claims.length ? ExitCode.unknown : ExitCode.pass;
}
