import { expect, it } from "vitest";
import type { TrialResult } from "@fairhare/results";
import { trial } from "../testing/situation-builder.ts";
import { verdictWords } from "../verdict-sentence.ts";

const alone = (side: "workers" | "producers", ledger: Partial<TrialResult["runs"][number]["ledger"]>): TrialResult => {
  const both = trial({}, { ledger });
  return { ...both, settings: { ...both.settings, [side === "workers" ? "producers" : "workers"]: 0 } };
};

it("a run of producers alone that passed says what was published, and claims no completion and no absence of loss", () => {
  const words = verdictWords(alone("producers", { attempted: 20, confirmed: 20, completed: 0 }));
  expect(words).toContain("Published: 20 tasks, 20 confirmed, without workers of this run");
  expect(words).not.toMatch(/no task lost|No work/i);
});

it("a run of workers alone that passed says what was consumed, and how it was shared", () => {
  const words = verdictWords(alone("workers", { attempted: 0, completed: 0, foreignCompleted: 20 }));
  expect(words).toMatch(/^Consumed: 20 messages of others completed, so loss was not measured\. \w+: .* of the work/);
  expect(words).not.toMatch(/no task lost|No work/i);
});
