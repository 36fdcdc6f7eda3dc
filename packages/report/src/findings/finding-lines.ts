// The findings of all runs as lines for a reader: one line for each code, whichever trials and runs have it.
import { counted } from "@fairhare/core";
import { CATALOGUE, type Finding, finding, findingSentence, worstFinding } from "@fairhare/findings";
import type { Results, RunResult, TrialResult } from "@fairhare/results";
import { allTrials } from "../words/list-words.ts";
import { trialLabel } from "../words/setting-words.ts";

export interface FindingLine {
  readonly code: string;
  readonly severity: Finding["severity"];
  /** `prefetch 1 (2 of 6 runs)`, `all 6 trials`; empty when there is one trial and all its runs have it. */
  readonly where: string;
  readonly sentence: string;
  /** What to do; null for a code of another version, and where the sentence says it. */
  readonly action: string | null;
}

/** More trials than this are counted, not named. */
const NAMED_TRIALS = 2;
/** More sentences than this about one run are counted. */
const SENTENCES = 3;
const SEVERITIES = ["error", "warning", "info"] as const;

/** The most severe first; findings of the same severity in the order in which they appear. */
export function findingLines({ trials }: Pick<Results, "trials">): FindingLine[] {
  const groups = new Map<string, Place[]>();
  for (const trial of trials) {
    for (const run of trial.runs) {
      for (const [key, findings] of byKey(findingsOf(run)))
        groups.set(key, [...(groups.get(key) ?? []), { trial, findings }]);
    }
  }
  for (const trial of trials)
    for (const one of trial.findings)
      groups.set(`of a trial ${one.code}`, [
        ...(groups.get(`of a trial ${one.code}`) ?? []),
        { trial, findings: [one], isOfTrial: true },
      ]);
  const lines = [...missingRuns(trials), ...[...groups.values()].map((places) => lineOf(places, trials))];
  return SEVERITIES.flatMap((severity) => lines.filter((line) => line.severity === severity));
}

/** The findings of one run that share a line. */
interface Place {
  readonly trial: TrialResult;
  readonly findings: [Finding, ...Finding[]];
  /** Of the runs of the trial together, not of one of them. */
  readonly isOfTrial?: true;
}

/** Results from before findings have warnings only. */
const findingsOf = ({ findings, warnings }: RunResult): Finding[] =>
  findings.length > 0 ? findings : warnings.map((text) => finding("note", { text }));

function byKey(findings: readonly Finding[]): Map<string, [Finding, ...Finding[]]> {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const one of findings) {
    // Notes have one code for many events.
    const key = one.code === "note" ? `note ${String(one.values["text"])}` : one.code;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

function lineOf(places: readonly Place[], trials: readonly TrialResult[]): FindingLine {
  const worst = worstPlace(places);
  const [{ code, severity }] = worst.findings;
  const sentences = worst.findings.slice(0, SENTENCES).map(findingSentence);
  const hidden = worst.findings.length - sentences.length;
  const differ = places.some((place) => textOf(place) !== textOf(worst));
  return {
    code,
    severity,
    where: whereOf(places, trials),
    sentence: [
      ...sentences,
      ...(hidden > 0 ? [`And ${hidden} more of this kind.`] : []),
      ...(differ ? [`(The worst of ${counted(places.length, places[0]?.isOfTrial === true ? "trial" : "run")}.)`] : []),
    ].join(" "),
    action: actionOf(code),
  };
}

const textOf = ({ findings }: Place): string => findings.map(findingSentence).join(" ");

/** The run with the most findings; among several of them, the one with the worst numbers. */
function worstPlace(places: readonly Place[]): Place {
  const most = Math.max(...places.map(({ findings }) => findings.length));
  const candidates = places.filter(({ findings }) => findings.length === most);
  const firsts = candidates.map(({ findings }) => worstFinding(findings)) as [Finding, ...Finding[]];
  return candidates[firsts.indexOf(worstFinding(firsts))] as Place;
}

function whereOf(places: readonly Place[], trials: readonly TrialResult[]): string {
  const about = [...new Set(places.map(({ trial }) => trial))];
  const runs = about.reduce((sum, trial) => sum + trial.runs.length, 0);
  const share =
    places[0]?.isOfTrial !== true && places.length < runs ? ` (${places.length} of ${counted(runs, "run")})` : "";
  if (trials.length === 1) return share.trim().replace(/^\((.*)\)$/, "$1");
  return `${trialsPhrase(about, trials)}${share}`;
}

function trialsPhrase(about: readonly TrialResult[], trials: readonly TrialResult[]): string {
  if (about.length === trials.length) return allTrials(trials.length);
  if (about.length <= NAMED_TRIALS) return about.map(trialLabel).join("; ");
  return `${about.length} of ${trials.length} trials`;
}

function missingRuns(trials: readonly TrialResult[]): FindingLine[] {
  const incomplete = trials.filter((trial) => trial.missingRuns > 0);
  if (incomplete.length === 0) return [];
  const missing = incomplete.reduce((sum, trial) => sum + trial.missingRuns, 0);
  const planned = missing + trials.reduce((sum, { runs }) => sum + runs.length, 0);
  const one = finding("runs-missing", { missing, planned });
  const where = incomplete.map((trial) => `${trialLabel(trial)}: ${trial.missingRuns}`).join("; ");
  return [
    {
      code: one.code,
      severity: one.severity,
      where: trials.length > 1 ? where : "",
      sentence: findingSentence(one),
      action: actionOf(one.code),
    },
  ];
}

const ACTIONS: ReadonlyMap<string, string> = new Map(
  Object.entries(CATALOGUE).map(([code, { action }]) => [code, action]),
);

/** What to do about a finding; null for a note and for a code that this version does not know. */
export const actionOf = (code: string): string | null => (code === "note" ? null : (ACTIONS.get(code) ?? null));
