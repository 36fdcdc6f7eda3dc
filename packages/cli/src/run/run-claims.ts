// The main flow of `claims`: measures the claims one by one on one broker, prints the verdicts and writes the report.
import { join, resolve } from "node:path";
import {
  type ClaimPorts,
  type ClaimResult,
  CLAIMS_SCHEMA,
  type ClaimsChoice,
  type ClaimsResults,
  claimAnnotations,
  claimsDocument,
  claimsTable,
  measureClaim,
  readClaims,
  renderClaims,
  renderClaimsSummary,
  withEarlierClaims,
} from "@fairhare/claims";
import { ExitCode } from "@fairhare/core";
import { renderClaimsPage } from "@fairhare/dashboard";
import { describeEnvironment } from "@fairhare/orchestrator";
import type { ParsedExperiment } from "@fairhare/plan";
import type { Cli } from "../cli.ts";
import { appendToSummary, showAnnotations } from "../output/github-outputs.ts";
import { exitCodeWith, OutputNotWritableError, problemsOf, showProblems } from "../output/output-problems.ts";
import { runsDirectory, runsProblems } from "../output/outputs.ts";
import { chosenDirectoryOf, type ReportKind, RUN_REPORT } from "../output/report-directory.ts";
import { createProgress } from "./progress/progress.ts";
import { startBroker } from "./start-broker.ts";
import { typedCommand } from "../input/typed-words.ts";
import { proseColumns } from "../terminal/fit.ts";
import { renderTable } from "../terminal/table.ts";

const CLAIMS_REPORT: ReportKind<ClaimsResults> = {
  render: renderClaims,
  dataFile: "claims.json",
  renderPage: (results) => renderClaimsPage(claimsDocument(results)),
};

/** A simulated power cut needs a separate broker with its own disk. */
const PRIVATE_BROKER = { provider: "local", uri: null, waitSeconds: 0 } as const;

export async function runClaims(
  { experiment, output }: ParsedExperiment,
  choice: ClaimsChoice,
  cli: Cli,
): Promise<void> {
  const { terminal, interruption } = cli;
  const planned = readClaims(cli.claimsDirectory, choice);
  const chosen = output.directory === null ? null : resolve(cli.userDirectory, output.directory);
  refuseUnwritable(chosen, cli);
  const progress = createProgress({ channel: terminal.err, isShown: output.progress });
  try {
    await using broker = await startBroker(experiment.broker, {}, progress, cli);
    const path = chosen ?? join(cli.homeDirectory, "reports", "claims", broker.facts.version);
    const place = chosenDirectoryOf(path, CLAIMS_REPORT);
    const command = typedCommand(cli.words);
    const environment = describeEnvironment(broker, command);
    const ports: ClaimPorts = {
      broker,
      openPowerCutBroker: () => startBroker(PRIVATE_BROKER, { needs: ["power-cut"] }, progress, cli),
      runsDirectory: runsDirectory(cli),
      command,
      typed: typedCommand,
      now: cli.now,
      observer: progress.observe,
      signal: interruption.signal,
      checks: new Map(),
    };
    const claims: ClaimResult[] = [];
    for (const [index, plan] of planned.entries()) {
      if (interruption.signal.aborted) break;
      progress.notice(`${plan.claim.id} (${index + 1} of ${planned.length}): ${plan.claim.says}`);
      claims.push(await measureClaim(plan, ports));
    }
    progress.end();
    const measured: ClaimsResults = { schema: CLAIMS_SCHEMA, environment, claims, notCovered: [] };
    const { directory, problems } = place.write(withEarlierClaims(measured, path));
    terminal.out.line(renderTable(claimsTable(measured), proseColumns(terminal.out), terminal.out.style));
    if (directory !== undefined) terminal.out.line(`Report: ${directory}`);
    writeClaimsToGithub(measured, cli);
    showProblems(problems, null, terminal.err);
    cli.endWith(exitCodeWith(problems, interruption.signal.aborted ? ExitCode.interrupted : exitCodeOf(claims)));
  } finally {
    progress.end();
  }
}

/** Of the claims that were measured now; the report may hold earlier ones as well. */
function writeClaimsToGithub(measured: ClaimsResults, cli: Cli): void {
  showAnnotations(claimAnnotations(measured), cli);
  appendToSummary((maxBytes) => renderClaimsSummary(measured, maxBytes), cli);
}

/** Called before a broker is started. Without `--out`, the name of the directory depends on the broker version. */
function refuseUnwritable(chosen: string | null, cli: Cli): void {
  const problems = [
    ...problemsOf(
      () => void chosenDirectoryOf(chosen ?? join(cli.homeDirectory, "reports", "claims", "any-version"), RUN_REPORT),
    ),
    ...runsProblems(cli),
  ];
  if (problems.length > 0) throw new OutputNotWritableError(problems);
}

/** An unexpected verdict takes precedence over an unknown one. */
function exitCodeOf(claims: readonly ClaimResult[]): ExitCode {
  const known = claims.filter(({ verdict }) => verdict !== "unknown");
  if (known.some(({ isAsExpected }) => !isAsExpected)) return ExitCode.fail;
  return known.length < claims.length ? ExitCode.unknown : ExitCode.pass;
}
