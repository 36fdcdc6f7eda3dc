// The claims as a Markdown report: all verdicts first, then one section per claim.
import { counted, formatInstant } from "@fairhare/core";
import type { ClaimResult, ClaimsResults } from "../claims-results.ts";
import type { Observation, TestedExpectation } from "../evaluate/evaluate.ts";
import {
  fenced,
  inline,
  type ReportFiles,
  type Blocks,
  bullets,
  joinBlocks,
  environmentTable,
  markdownTable,
  type TableModel,
  tableOf,
  text,
  joinWords,
} from "@fairhare/report";
import { claimVerdict, decidingNumber, observedNumber, trialWords, wantedWords } from "./claim-words.ts";

export function renderClaims(results: ClaimsResults): ReportFiles {
  const { environment, claims } = results;
  const { broker } = environment;
  return [
    {
      path: "report.md",
      content: joinBlocks([
        `# The Work Queues tutorial on ${inline(`${broker.product} ${broker.version}`)}`,
        `**${verdictSentence(claims)}**`,
        `Each sentence of RabbitMQ's Work Queues tutorial, paraphrased, is tested by an experiment. Measured on a real broker with real worker processes, last ${formatInstant(environment.startedAt)}.`,
        markdownTable(summary(claims), { markup: [0] }),
        ...notCovered(results),
        ...claims.flatMap(claimSection),
        ...READING,
        "## Environment",
        markdownTable(environmentTable({ environment })),
        "## Run it again",
        shell([environment.command]),
      ]),
    },
  ];
}

function verdictSentence(claims: readonly ClaimResult[]): string {
  const words = (["reproduced", "refuted", "depends", "unknown", "not-testable"] as const).flatMap((verdict) => {
    const ids = claims.filter((claim) => claim.verdict === verdict).map(({ id }) => id);
    if (ids.length === 0) return [];
    return [`${ids.length} ${claimVerdict(verdict)}${ids.length < claims.length ? ` (${joinWords(ids)})` : ""}`];
  });
  const odd = claims.filter(({ isAsExpected }) => !isAsExpected).map(({ id }) => id);
  const ending = odd.length === 0 ? "All verdicts are as expected." : `Not as expected: ${joinWords(odd)}.`;
  return `Of ${counted(claims.length, "claim")}, ${joinWords(words)}. ${ending}`;
}

const summary = (claims: readonly ClaimResult[]): TableModel =>
  tableOf<ClaimResult>(
    [
      text("id", ({ id }) => `[${id}](#${id.toLowerCase()})`),
      text("the tutorial says", ({ says }) => says),
      text("verdict", ({ verdict }) => claimVerdict(verdict)),
      text("deciding number", decidingNumber),
    ],
    claims,
  );

function notCovered({ notCovered: ids }: ClaimsResults): Blocks {
  return ids.length === 0 ? [] : [`Not covered by this report: ${joinWords(ids)}.`];
}

function claimSection(claim: ClaimResult): Blocks {
  const { id, says, how, note, verdict, expected, isAsExpected, remarks, expectations, commands, startedAt } = claim;
  const unexpected = isAsExpected
    ? ""
    : ` Not as expected: ${verdict === expected ? "not every number below holds" : `the expected verdict is ${claimVerdict(expected)}`}.`;
  return [
    `## ${id}`,
    `> ${says}`,
    `**${claimVerdict(verdict)[0]?.toUpperCase()}${claimVerdict(verdict).slice(1)}.**${unexpected}`,
    how,
    ...(expectations.length > 0 ? [markdownTable(numbers(expectations))] : []),
    ...(note === undefined ? [] : [note]),
    ...bullets(remarks.map(inline)),
    `Measured ${formatInstant(startedAt)}. Commands to repeat the measurement:`,
    shell(commands),
  ];
}

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

function numbers(expectations: readonly TestedExpectation[]): TableModel {
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

const shell = (commands: readonly string[]): string => fenced("sh", commands.join("\n"));

const READING: Blocks = [
  "## How to read this",
  "**Reproduced**: every statement of the sentence holds. **Refuted**: none of them holds. **Depends**: some of them hold, or all of them hold and a *limit* shows a case in which the sentence does not. **Unknown**: a run is unknown, or a number is missing. Rows marked *beyond* add facts that the sentence does not state; they do not change the verdict.",
  "**Measured** is the median over n runs, with its 95 % interval in brackets, which needs at least six runs. With fewer runs, the range is in parentheses. There is neither if all runs gave the same number. *Tested* says whether every single run had to meet the expectation or only their median. A closed form is computed from the settings of the trial; the tolerance stands beside it.",
  "Every number is derived from the histories that the processes wrote before they told the broker. Numbers about a restart or a redeclaration come from the broker's own answers.",
];
