// The table of a claim: each expectation with the numbers of its trials, and whether they hold.
import { type TableModel, tableOf, text } from "@fairhare/report";
import type { Observation, TestedExpectation } from "../evaluate/evaluate.ts";
import { observedNumber, trialWords, wantedWords } from "./claim-words.ts";

interface Row {
  readonly expectation: TestedExpectation;
  readonly observation: Observation;
  readonly isFirst: boolean;
}

const MARKS = new Map<boolean | null, string>([
  [true, "✓"],
  [false, "✗"],
  [null, "?"],
]);

const ROLES = { claim: "claim", limit: "limit", beyond: "beyond" } as const;

export function numbersTable(expectations: readonly TestedExpectation[]): TableModel {
  const rows = expectations.flatMap((expectation) =>
    expectation.findings.map((observation, index): Row => ({ expectation, observation, isFirst: index === 0 })),
  );
  return tableOf<Row>(
    [
      text("", ({ expectation: { must }, observation }) => (must ? (MARKS.get(observation.holds) ?? "?") : "·")),
      text("part", ({ expectation, isFirst }) => (isFirst ? ROLES[expectation.role] : "")),
      text("meaning", ({ expectation, isFirst }) => (isFirst ? expectation.meaning : "")),
      text("trial", ({ expectation, observation }) => trialOf(expectation, observation)),
      text("number", ({ expectation }) => expectation.name),
      text("measured", ({ expectation, observation }) => observedNumber(expectation, observation)),
      text("expected", ({ expectation, observation }) => wantedWords(expectation, observation)),
      text("tested", ({ expectation: { must, who } }) => (must ? who : "—")),
    ],
    rows,
  );
}

/** The name of the experiment, and the trial if the experiment has several. */
const trialOf = (expectation: TestedExpectation, observation: Observation): string =>
  observation.trial === "trial" || observation.trial === expectation.in
    ? expectation.in
    : `${expectation.in}: ${trialWords(observation)}`;
