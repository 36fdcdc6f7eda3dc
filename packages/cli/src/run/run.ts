// A run from the plan to the report: plan → broker → measurement → report. Reads like what happens, in its order.
import { join, resolve } from "node:path";
import { canPowerCut } from "@fairhare/broker";
import type { Results } from "@fairhare/checker";
import { ExitCode, exitCodeOf, messageOf } from "@fairhare/core";
import {
  brokerMistakes,
  cutsPower,
  type Experiment,
  InvalidPlanError,
  type KnownBroker,
  type ParsedExperiment,
  powerCutMistakes,
} from "@fairhare/experiment";
import { runExperiment } from "@fairhare/orchestrator";
import type { Cli } from "../cli.ts";
import { type ExportFile, prepareExports, writeExports } from "../output/export-files.ts";
import { OutputNotWritableError } from "../output/output-error.ts";
import { chosenDirectory, datedDirectory, type ReportPlace } from "../output/report-directory.ts";
import { showResults } from "../output/show-results.ts";
import { exitCodeOfVerdict } from "../output/verdict-exit-code.ts";
import { planLines } from "./plan-line.ts";
import { createProgress } from "./progress.ts";
import { startBroker } from "./start-broker.ts";
import { typedCommand } from "./typed-command.ts";

const STOPPING = "Stopping; what was measured is saved. Ctrl-C again ends at once.";

export async function run({ experiment, output, warnings }: ParsedExperiment, cli: Cli): Promise<void> {
  const { terminal, interruption } = cli;
  refusePowerCuts(experiment);
  const report = placeOfReport(output.directory, experiment.name, cli);
  const exports = prepareExports(output.exports, cli.userDirectory);
  if (!output.quiet) for (const line of planLines(experiment)) terminal.out.line(line);
  for (const warning of warnings) terminal.err.line(terminal.err.style.doubtful(`! ${warning}`));

  interruption.signal.addEventListener("abort", () => terminal.err.line(`\n${STOPPING}`), { once: true });
  const progress = createProgress({ channel: terminal.err, isShown: output.progress, now: () => performance.now() });
  try {
    await using broker = await startBroker(
      experiment.broker,
      cutsPower(experiment) ? ["power-cut"] : [],
      progress,
      cli,
    );
    refuseOn(broker, experiment);
    const { results, directory, failure } = await runExperiment(experiment, {
      broker,
      runsDirectory: join(cli.homeDirectory, ".runs"),
      command: typedCommand(cli.words),
      observer: progress.observe,
      signal: interruption.signal,
    });
    progress.end();
    // Written before it is shown: whoever reads along may go away in the middle of a table.
    const written = writeAll(report, exports, results, directory);
    showResults(results, { report: written, runs: directory }, output.quiet, cli);
    // A run that could not be set up is among the results; its exit code says what was wrong, whichever run it was.
    if (failure !== null) terminal.err.line(terminal.err.style.bad(`✗ ${failure.message}`));
    const ended = failure === null ? exitCodeOfVerdict(results.verdict) : exitCodeOf(failure.code);
    cli.endWith(interruption.signal.aborted ? ExitCode.interrupted : ended);
  } finally {
    progress.end();
  }
}

/** Before anything is started or written. */
function refusePowerCuts(experiment: Experiment): void {
  if (!cutsPower(experiment)) return;
  const mistakes = powerCutMistakes(experiment, canPowerCut().reason);
  if (mistakes.length > 0) throw new InvalidPlanError(mistakes);
}

/** Only now it is known whose broker it is, and which version. */
function refuseOn(broker: KnownBroker, experiment: Experiment): void {
  const mistakes = brokerMistakes(experiment, broker);
  if (mistakes.length > 0) throw new InvalidPlanError(mistakes);
}

/** What was writable may be full by now; the measurement itself is safe. */
function writeAll(report: ReportPlace, exports: readonly ExportFile[], results: Results, runs: string): string {
  try {
    writeExports(exports, results);
    return report.write(results);
  } catch (cause) {
    throw new OutputNotWritableError(
      `The report could not be written: ${messageOf(cause)}. The measurement is saved; write it again with npm run bench -- report ${runs}`,
      { cause },
    );
  }
}

const placeOfReport = (directory: string | null, name: string, cli: Cli): ReportPlace =>
  directory === null
    ? datedDirectory(cli.homeDirectory, name, cli.now())
    : chosenDirectory(resolve(cli.userDirectory, directory));
