// The verdict of every situation, as an operator reads it: testdata/verdicts.md, updated with `vitest -u`.
import { expect, it } from "vitest";
import { experimentSentence } from "./experiment-sentence.ts";
import { twoTrials } from "./testing/fixtures.ts";
import { buildResults } from "./testing/results-builder.ts";
import { SITUATIONS } from "./testing/situations.ts";
import { verdictSentence } from "./verdict-sentence.ts";

const EXPERIMENTS: Readonly<Record<string, ReturnType<typeof buildResults>>> = {
  "experiment: a threshold failed": twoTrials(),
  "experiment: passed": buildResults(trialsOf("even: prefetch 1", "unfair: unlimited prefetch")),
  "experiment: tasks lost": buildResults(trialsOf("even: prefetch 1", "lossy: the queue was not durable")),
  "experiment: a trial could not be judged": buildResults(trialsOf("even: prefetch 1", "unknown: interrupted")),
};

function trialsOf(...names: readonly string[]) {
  return names.flatMap((name) => SITUATIONS[name] ?? []);
}

it("the verdict of each situation is the one on file", async () => {
  const trials = Object.entries(SITUATIONS).map(([name, trial]) => [name, verdictSentence(trial)]);
  const experiments = Object.entries(EXPERIMENTS).map(([name, results]) => [name, experimentSentence(results)]);
  const sections = [...trials, ...experiments].map(([name, sentence]) => `## ${name}\n\n${sentence}\n`);
  await expect(`# Verdicts, situation by situation\n\n${sections.join("\n")}`).toMatchFileSnapshot(
    "../testdata/verdicts.md",
  );
});

it("no verdict has an empty phrase or a number that was not measured", () => {
  for (const trial of Object.values(SITUATIONS)) {
    expect(verdictSentence(trial)).not.toMatch(/undefined|NaN|Infinity|null|\(\)| {2}|\.\.|—[^ ]| [.,;:]/);
  }
});
