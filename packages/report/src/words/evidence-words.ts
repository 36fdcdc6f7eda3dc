// What the numbers of a trial with programs of the user come from: records, the wire, or the output of a program.
import type { EvidenceSources, RunResult, TrialResult } from "@fairhare/results";

type Source = EvidenceSources["completed"];

const SOURCES: Readonly<Record<Source, string>> = {
  own: "Fairhare's own records",
  wire: "the wire",
  output: "the output of the program (`--done-pattern`)",
  none: "nothing",
};

/** Markdown. Empty if Fairhare's own processes recorded everything. */
export function evidenceParagraphs({ runs }: Pick<TrialResult, "runs">): string[] {
  const [run] = runs;
  if (run === undefined || isOwn(run.evidence.sources)) return [];
  return [[sourcesSentence(run.evidence.sources), clientSentence(run)].filter((sentence) => sentence !== "").join(" ")];
}

/** Something shows in every run which tasks are done. */
export const showsCompletions = ({ runs }: Pick<TrialResult, "runs">): boolean =>
  runs.every(({ evidence }) => evidence.sources.completed !== "none");

const isOwn = ({ published, delivered, completed }: EvidenceSources): boolean =>
  [published, delivered, completed].every((source) => source === "own");

function sourcesSentence({ published, delivered, completed }: EvidenceSources): string {
  const evidence = `Evidence: publishes from ${SOURCES[published]}, deliveries from ${SOURCES[delivered]}`;
  if (completed === "none")
    return `${evidence}. Nothing shows which tasks were completed, so completed, lost and duplicated tasks and busy times are not known.`;
  const acks = completed === "wire" ? "acks on the wire" : SOURCES[completed];
  return `${evidence}, completions from ${acks}.`;
}

function clientSentence({ client }: Pick<RunResult, "client">): string {
  if (client === null) return "";
  if (client.ack === "auto") return "The programs consumed with automatic acknowledgement (no_ack).";
  const limit = client.prefetch === 0 ? "without a prefetch limit" : `with prefetch ${client.prefetch}`;
  const acks = client.ack === "mixed" ? "Some of the programs acknowledged" : "The programs acknowledged";
  return `${acks}, ${client.prefetch === null ? "with different prefetch limits" : limit}.`;
}
