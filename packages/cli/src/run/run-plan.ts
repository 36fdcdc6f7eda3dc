// The main flow of `run`: plan → broker → measurement → report.
import { canPowerCut } from "@fairhare/broker";
import { ExitCode, exitCodeOf, oneLine } from "@fairhare/core";
import {
  brokerMistakes,
  cutsPower,
  InvalidPlanError,
  type KnownBroker,
  type ParsedExperiment,
  powerCutMistakes,
} from "@fairhare/plan";
import type { Experiment } from "@fairhare/workload";
import { runExperiment } from "@fairhare/orchestrator";
import type { Cli } from "../cli.ts";
import { writeGithubOutputs } from "../output/github-outputs.ts";
import { prepareOutputs, runsDirectory, runsProblems, textualCli, writeOutputs } from "../output/outputs.ts";
import { exitCodeOfVerdict, exitCodeWith, showProblems } from "../output/output-problems.ts";
import { showResults } from "../output/show-results.ts";
import { planLines } from "./plan-line.ts";
import { createProgress } from "./progress.ts";
import { startBroker } from "./start-broker.ts";
import { typedCommand } from "../input/typed-words.ts";

const STOPPING = "Stopping; the measurement so far is saved. Press Ctrl-C again to exit immediately.";

export async function runPlan({ experiment, output, warnings }: ParsedExperiment, invoked: Cli): Promise<void> {
  const cli = textualCli(output.exports, invoked);
  const { terminal, interruption } = cli;
  refusePowerCuts(experiment);
  const outputs = prepareOutputs(output, { name: experiment.name, date: cli.now() }, cli, runsProblems(cli));
  if (!output.quiet) for (const line of planLines(experiment)) terminal.out.line(oneLine(line));
  for (const warning of warnings) terminal.err.line(terminal.err.style.doubtful(`! ${oneLine(warning)}`));

  const announceStop = (): void => terminal.err.line(`\n${STOPPING}`);
  interruption.signal.addEventListener("abort", announceStop, { once: true });
  const progress = createProgress({ channel: terminal.err, isShown: output.progress, now: () => performance.now() });
  try {
    await using broker = await startBroker(
      experiment.broker,
      cutsPower(experiment) ? ["power-cut"] : [],
      progress,
      cli,
    );
    refuseOn(broker, experiment);
    const { results, directory, problems, failure } = await runExperiment(experiment, {
      broker,
      runsDirectory: runsDirectory(cli),
      command: typedCommand(cli.words),
      observer: progress.observe,
      signal: interruption.signal,
    });
    progress.end();
    // Written before it is printed, because the reader of a pipe may close it at any time.
    const written = await writeOutputs(outputs, results, invoked.terminal.out);
    const failed = [...problems, ...written.problems];
    showResults(results, { report: written.report, runs: directory }, output.quiet, cli);
    writeGithubOutputs(results, cli);
    showProblems(failed, `npm run bench -- report ${directory}`, terminal.err);
    // A run that could not be set up is part of the results; the exit code reports the reason.
    if (failure !== null) terminal.err.line(terminal.err.style.bad(`✗ ${failure.message}`));
    const ended = failure === null ? exitCodeOfVerdict(results.verdict) : exitCodeOf(failure.code);
    const code = interruption.signal.aborted ? ExitCode.interrupted : ended;
    cli.endWith(exitCodeWith(failed, code));
  } finally {
    interruption.signal.removeEventListener("abort", announceStop);
    progress.end();
  }
}

/** Called before anything is started or written. */
function refusePowerCuts(experiment: Experiment): void {
  if (!cutsPower(experiment)) return;
  const mistakes = powerCutMistakes(experiment, canPowerCut().reason);
  if (mistakes.length > 0) throw new InvalidPlanError(mistakes);
}

/** Provider and version are known only after the broker is opened. */
function refuseOn(broker: KnownBroker, experiment: Experiment): void {
  const mistakes = brokerMistakes(experiment, broker);
  if (mistakes.length > 0) throw new InvalidPlanError(mistakes);
}
