// The main flow of `find-rate`: plan → broker → trials → report. @fairhare/tuning decides what to measure.
import { commandLine, ExitCode, exitCodeOf, FairhareError } from "@fairhare/core";
import {
  describeEnvironment,
  type ProgressEvent,
  refuseOn,
  refusePowerCuts,
  refusePrograms,
} from "@fairhare/orchestrator";
import { cutsPower, declaresNothing } from "@fairhare/plan";
import type { RunResult } from "@fairhare/results";
import { withAgents } from "@fairhare/store";
import { FIND_RATE_SCHEMA, type FindRateResults, findRates, type FoundRates, measureAtRate } from "@fairhare/tuning";
import type { Cli } from "../cli.ts";
import { typedCommand } from "../input/typed-words.ts";
import { exitCodeWith, showProblems } from "../output/output-problems.ts";
import { runsDirectory, runsProblems, textualCli } from "../output/outputs.ts";
import { createProgress } from "../run/progress/progress.ts";
import { startAgents } from "../run/start-agents.ts";
import { startBroker } from "../run/start-broker.ts";
import { EXIT_AT_ONCE } from "../run/stop-sentence.ts";
import { proseColumns, wrap } from "../terminal/fit.ts";
import type { SearchPlan } from "./find-rate-plan.ts";
import { prepareRatesOutputs, type RatesOutputs, writeRatesOutputs } from "./rates-outputs.ts";
import { presentRates, presentVerdicts, searchLines, trialLine } from "./present-rates.ts";

export async function runFindRate(plan: SearchPlan, invoked: Cli): Promise<void> {
  const { experiment, output } = plan;
  const cli = textualCli(output.exports, invoked);
  const { terminal, interruption } = cli;
  refusePowerCuts(experiment);
  refusePrograms(experiment);
  const places = { directory: output.directory, exports: output.exports, date: cli.now() };
  const outputs = prepareRatesOutputs(places, cli, runsProblems(cli));
  const print = (text: string): void => {
    for (const line of wrap(text, proseColumns(terminal.out))) terminal.out.line(line);
  };
  if (!output.quiet) searchLines(plan).forEach(print);
  for (const warning of plan.warnings) terminal.err.line(terminal.err.style.doubtful(`! ${warning}`));
  const progress = createProgress({ channel: terminal.err, isShown: output.progress });
  const announce = (line: string): void => (output.progress ? progress.notice(line) : terminal.err.line(line));
  let ended = 0;
  const announceStop = (): void =>
    announce(`Stopping; ${ended > 0 ? "the trials so far are reported" : "no trial has ended yet"}. ${EXIT_AT_ONCE}`);
  interruption.signal.addEventListener("abort", announceStop, { once: true });
  try {
    await using broker = await startBroker(
      experiment.broker,
      { needs: cutsPower(experiment) ? ["power-cut"] : [], declares: !declaresNothing(experiment) },
      progress,
      cli,
    );
    refuseOn(broker, experiment, plan.agents);
    await using agents = await startAgents(plan.agents, progress, cli);
    const command = typedCommand(cli.words);
    const environment = describeEnvironment(broker, command, agents?.joined());
    const began = performance.now();
    const elapsedSeconds = (): number => (performance.now() - began) / 1e3;
    const runs: Pick<RunResult, "agents">[] = [];
    const ports = {
      broker,
      agents,
      runsDirectory: runsDirectory(cli),
      command,
      observer: (event: ProgressEvent) => {
        progress.observe(event);
        if (event.type === "run-ended" && event.result !== undefined) runs.push(event.result);
      },
      signal: interruption.signal,
    };
    const { thresholds, axes } = experiment;
    const found = await findRates(
      { cells: plan.cells, thresholds, varied: axes, budgetSeconds: plan.budgetSeconds },
      {
        measure: (trial) => measureAtRate(trial, experiment, ports),
        elapsedSeconds,
        onTrial: (trial, measured) => {
          ended++;
          progress.notice(trialLine(trial, measured, plan.cells.length > 1));
        },
        signal: interruption.signal,
      },
    );
    progress.end();
    const results = resultsOf(found, plan, {
      environment: withAgents(environment, runs),
      seconds: elapsedSeconds(),
    });
    await finish(results, found.failure, outputs, { isQuiet: output.quiet, cli, invoked });
  } finally {
    interruption.signal.removeEventListener("abort", announceStop);
    progress.end();
  }
}

function resultsOf(
  { end, cells }: FoundRates,
  { experiment, search, budgetSeconds, cells: planned }: SearchPlan,
  { environment, seconds }: Pick<FindRateResults, "environment" | "seconds">,
): FindRateResults {
  const conditions = experiment.thresholds.map(({ expression }) => expression);
  const trialSeconds = Math.max(...planned.map((cell) => cell.seconds));
  return {
    schema: FIND_RATE_SCHEMA,
    environment,
    search: { conditions, trialSeconds, ...search, budgetSeconds },
    end,
    seconds,
    cells: [...cells],
  };
}

async function finish(
  results: FindRateResults,
  failure: unknown,
  outputs: RatesOutputs,
  { isQuiet, cli, invoked }: { readonly isQuiet: boolean; readonly cli: Cli; readonly invoked: Cli },
): Promise<void> {
  const { out, err } = cli.terminal;
  const { report, problems } = await writeRatesOutputs(outputs, results, invoked.terminal.out);
  if (!isQuiet) {
    presentRates(results, out);
    if (report !== undefined) out.line(`Report: ${report}`);
    out.line(`Raw runs: ${runsDirectory(cli)}; \`${commandLine("check", "DIR")}\` checks one again.`);
  }
  presentVerdicts(results, out);
  showProblems(problems, null, err);
  if (failure instanceof FairhareError) err.line(err.style.bad(`✗ ${failure.message}`));
  else if (failure !== null && results.end === "failed") throw failure;
  const ended = failure instanceof FairhareError ? exitCodeOf(failure.code) : exitCodeOfRates(results);
  cli.endWith(exitCodeWith(problems, results.end === "interrupted" ? ExitCode.interrupted : ended));
}

/** 1 if no rate holds somewhere, 4 if a search did not come to an end. */
export function exitCodeOfRates({ cells }: Pick<FindRateResults, "cells">): ExitCode {
  if (cells.some(({ end }) => end === "nothing-holds")) return ExitCode.fail;
  return cells.some(({ end }) => end === "unclear" || end === "unfinished") ? ExitCode.unknown : ExitCode.pass;
}
