// Results as JUnit XML, for the test views of CI systems: a suite per trial, with a test case for the verdict of each run
// and for each threshold.
import { counted } from "@fairhare/core";
import { findingSentence } from "@fairhare/findings";
import type { Results, RunResult, ThresholdResult, TrialResult } from "@fairhare/results";
import { thresholdsOfTrial } from "../trial-thresholds.ts";
import { verdictWords } from "../verdict-sentence.ts";
import { trialLabel } from "../words/setting-words.ts";
import { thresholdText } from "../words/threshold-words.ts";
import { escapeAttribute, escapeXml, wellFormed } from "../xml.ts";

/** `error` is a test without an outcome; JUnit counts it apart from `failure`. */
interface Outcome {
  readonly kind: "failure" | "error";
  readonly message: string;
}

interface Case {
  readonly name: string;
  readonly seconds: number;
  readonly outcome: Outcome | null;
  /** Shown with the test; empty for nothing. */
  readonly log: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

export function renderJunit(results: Results): string {
  const { experiment, environment, trials } = results;
  const suites = [...trials.map((trial) => suiteOf(trial, results)), ...suiteOfAllTrials(results)];
  const cases = suites.flatMap((suite) => suite.cases);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeAttribute(experiment.name)}"${totals(cases)}>`,
    ...suites.flatMap((suite) => suiteLines(suite, experiment.name, environment.startedAt)),
    "</testsuites>",
  ];
  return `${lines.join("\n")}\n`;
}

function suiteOf(trial: TrialResult, results: Results): Suite {
  const thresholds = thresholdsOfTrial(results, trial) ?? [];
  return {
    name: trialLabel(trial),
    cases: [
      ...trial.runs.map((run) => caseOfRun(run, trial)),
      ...missingCase(trial),
      ...thresholds.map((threshold) => caseOfThreshold(threshold, [trial])),
    ],
  };
}

/** The thresholds, where they cannot be judged trial by trial. */
function suiteOfAllTrials(results: Results): Suite[] {
  const [trial] = results.trials;
  if (results.thresholds.length === 0 || (trial && thresholdsOfTrial(results, trial) !== null)) return [];
  return [{ name: "all trials", cases: results.thresholds.map((one) => caseOfThreshold(one, results.trials)) }];
}

const caseOfRun = (run: RunResult, trial: TrialResult): Case => ({
  name: `run ${run.run}: verdict`,
  seconds: (run.makespanMs ?? 0) / 1e3,
  outcome: outcomeOfRun(run, trial),
  log: run.findings.map((one) => `${one.severity}: ${findingSentence(one)} (${one.code})`).join("\n"),
});

function outcomeOfRun(run: RunResult, trial: TrialResult): Outcome | null {
  if (run.verdict === "pass") return null;
  const message = verdictWords({ ...trial, runs: [run], missingRuns: 0, summary: {} });
  return { kind: run.verdict === "fail" ? "failure" : "error", message };
}

function missingCase({ missingRuns }: TrialResult): Case[] {
  if (missingRuns === 0) return [];
  const message = `${counted(missingRuns, "planned run")} left no record.`;
  return [{ name: "missing runs", seconds: 0, outcome: { kind: "error", message }, log: "" }];
}

const caseOfThreshold = (threshold: ThresholdResult, trials: readonly TrialResult[]): Case => ({
  name: `threshold ${threshold.expression}`,
  seconds: 0,
  outcome: threshold.ok
    ? null
    : {
        kind: threshold.actual === null ? "error" : "failure",
        message: `${threshold.expression}: ${thresholdText(threshold, { trials })}`,
      },
  log: "",
});

function suiteLines({ name, cases }: Suite, experiment: string, startedAt: string): string[] {
  return [
    `  <testsuite name="${escapeAttribute(name)}" timestamp="${escapeAttribute(startedAt)}"${totals(cases)}>`,
    ...cases.flatMap((one) => caseLines(one, `${experiment}.${name}`)),
    "  </testsuite>",
  ];
}

function caseLines({ name, seconds, outcome, log }: Case, className: string): string[] {
  const open = `    <testcase classname="${escapeAttribute(className)}" name="${escapeAttribute(name)}" time="${seconds.toFixed(3)}"`;
  const inner = [
    ...(outcome === null
      ? []
      : [`      <${outcome.kind} message="${escapeAttribute(outcome.message)}" type="${outcome.kind}"/>`]),
    ...(log === "" ? [] : [`      <system-out>${escapeXml(wellFormed(log))}</system-out>`]),
  ];
  return inner.length === 0 ? [`${open}/>`] : [`${open}>`, ...inner, "    </testcase>"];
}

function totals(cases: readonly Case[]): string {
  const count = (kind: Outcome["kind"]): number => cases.filter(({ outcome }) => outcome?.kind === kind).length;
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  return ` tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="0" time="${seconds.toFixed(3)}"`;
}
