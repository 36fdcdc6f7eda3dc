// The main flow of `run`: plan → broker → measurement → report.
import { commandLine, ExitCode, exitCodeOf, oneLine } from "@fairhare/core";
import { openLivePage } from "@fairhare/dashboard";
import { cutsPower, declaresNothing, type ParsedExperiment } from "@fairhare/plan";
import { type ProgressEvent, refuseOn, refusePowerCuts, refusePrograms, runExperiment } from "@fairhare/orchestrator";
import type { Cli } from "../cli.ts";
import { writeGithubOutputs } from "../output/github-outputs.ts";
import { prepareOutputs, runsDirectory, runsProblems, textualCli, writeOutputs } from "../output/outputs.ts";
import { exitCodeOfVerdict, exitCodeWith, savedSentence, showProblems } from "../output/output-problems.ts";
import { pageSentence } from "../output/page-sentence.ts";
import { RUN_REPORT, type RunReport } from "../output/report-directory.ts";
import { showResults } from "../output/show-results.ts";
import { planLines } from "./plan-line.ts";
import type { Channel } from "../terminal/terminal.ts";
import type { Results } from "@fairhare/results";
import type { MetricsServer } from "../metrics/metrics-server.ts";
import type { Progress } from "./progress/port.ts";
import { createProgress } from "./progress/progress.ts";
import { startAgents } from "./start-agents.ts";
import { startBroker } from "./start-broker.ts";
import { StopSentence } from "./stop-sentence.ts";
import { proseColumns, wrap } from "../terminal/fit.ts";
import { typedCommand } from "../input/typed-words.ts";

/** The report of a command, and its last words on the terminal. */
export interface RunPresentation {
  readonly report: RunReport;
  /** Prints more about the results, after them. */
  readonly conclude: (results: Results, out: Channel) => void;
}

const PLAIN: RunPresentation = { report: RUN_REPORT, conclude: () => undefined };

export async function runPlan(
  { experiment, agents: settings, output, warnings }: ParsedExperiment,
  invoked: Cli,
  { report, conclude }: RunPresentation = PLAIN,
): Promise<void> {
  const cli = textualCli(output.exports, invoked);
  const { terminal, interruption } = cli;
  refusePowerCuts(experiment);
  refusePrograms(experiment);
  const titled = { name: experiment.name, date: cli.now() };
  const outputs = prepareOutputs(output, titled, cli, runsProblems(cli), report);
  if (!output.quiet)
    for (const line of planLines(experiment).flatMap((text) => wrap(oneLine(text), proseColumns(terminal.out))))
      terminal.out.line(line);
  for (const warning of warnings)
    for (const line of wrap(`! ${oneLine(warning)}`, proseColumns(terminal.err), { indent: "  " }))
      terminal.err.line(terminal.err.style.doubtful(line));

  const progress = createProgress({ channel: terminal.err, isShown: output.progress });
  const announce = (line: string): void => (output.progress ? progress.notice(line) : terminal.err.line(line));
  const stop = new StopSentence();
  const announceStop = (): void => announce(stop.text);
  interruption.signal.addEventListener("abort", announceStop, { once: true });
  try {
    await using page =
      output.uiPort === null
        ? null
        : await openLivePage({ port: output.uiPort, listen: output.uiListen, title: experiment.name });
    if (page !== null) terminal.err.line(pageSentence(page, output.uiListen, "the run"));
    await using metrics = output.metricsPort === null ? undefined : await openMetrics(output.metricsPort, progress);
    await using broker = await startBroker(
      experiment.broker,
      { needs: cutsPower(experiment) ? ["power-cut"] : [], declares: !declaresNothing(experiment) },
      progress,
      cli,
    );
    refuseOn(broker, experiment, settings);
    await using agents = await startAgents(settings, progress, cli);
    const { results, directory, problems, failure } = await runExperiment(experiment, {
      broker,
      agents,
      runsDirectory: runsDirectory(cli),
      command: typedCommand(cli.words),
      observer: (event) => {
        if (event.type === "output") {
          if (output.showOutput) announce(outputLine(event));
          return;
        }
        stop.observe(event);
        progress.observe(event);
        page?.observe(event);
        metrics?.observe(event);
      },
      signal: interruption.signal,
    });
    progress.end();
    // Written before it is printed, because the reader of a pipe may close it at any time.
    const written = await writeOutputs(outputs, results, invoked.terminal.out);
    await page?.end(results, written.report);
    const failed = [...problems, ...written.problems];
    showResults(
      results,
      { report: written.report, runs: directory },
      { isQuiet: output.quiet, table: output.table },
      cli,
    );
    conclude(results, terminal.out);
    writeGithubOutputs(results, cli);
    showProblems(failed, savedSentence(results, commandLine("report", directory)), terminal.err);
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

/** A line of a program of the user: `worker 1 | [x] Done`. */
const outputLine = ({ role, process, line }: Extract<ProgressEvent, { type: "output" }>): string =>
  `${role} ${process} | ${oneLine(line)}`;

/** Loaded only here, because most runs serve no metrics. */
async function openMetrics(port: number, progress: Progress): Promise<MetricsServer> {
  const { serveMetrics } = await import("../metrics/metrics-server.ts");
  const server = await serveMetrics(port);
  progress.notice(`Metrics: ${server.address}`);
  return server;
}
