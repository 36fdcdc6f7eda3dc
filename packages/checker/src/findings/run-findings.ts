// What a reader must know before trusting a run's numbers: one sentence each, with the number that says so.
import { addsUp } from "../ledger/ledger.ts";
import { counted } from "./counted.ts";
import { LOAD_RULES } from "./load-findings.ts";
import { nameOf, totalsOf, type WarningInput, type WarningRule } from "./finding-rule.ts";

const NAMED_TASKS = 5;

const RULES: readonly WarningRule[] = [
  books,
  cutShort,
  ...LOAD_RULES,
  connections,
  givenBack,
  negativeDurations,
  strangeRecords,
];

export const warningsOf = (input: WarningInput): string[] => RULES.flatMap((rule) => rule(input));

function books({ ledger }: WarningInput): string[] {
  return addsUp(ledger)
    ? []
    : [`The ledger's columns do not add up to its ${ledger.attempted} attempted tasks: this is a bug in the checker.`];
}

function cutShort({ drained, ledger }: WarningInput): string[] {
  return drained ? [] : [`The run did not drain: ${whatIsOpen(ledger)}.`];
}

function whatIsOpen({ attempted, remaining, unknown }: WarningInput["ledger"]): string {
  if (attempted === 0) return "it ended before any task was attempted";
  if (remaining > 0) return `${counted(remaining, "task was", "tasks were")} neither completed nor lost when it ended`;
  if (unknown > 0)
    return `it ended while the fate of ${counted(unknown, "task")} was unknown, and no other task was open`;
  return `it ended before that was certain, although no task was open any more`;
}

function connections({ attempts, executions }: WarningInput): string[] {
  const traces = [...attempts.traces, ...executions.traces];
  const total = (key: "disconnects" | "cancels" | "blocks"): number =>
    traces.reduce((sum, trace) => sum + trace[key], 0);
  const [worst] = totalsOf(
    traces,
    ({ disconnects }) => disconnects,
    (a, b) => a + b,
  );
  return [
    ...(worst && worst.value > 0
      ? [
          `${counted(total("disconnects"), "connection was", "connections were")} lost, ${worst.value} of them by ${nameOf(worst)}.`,
        ]
      : []),
    ...(total("blocks") > 0
      ? [`The broker's memory or disk alarm blocked publishing ${counted(total("blocks"), "time")}.`]
      : []),
    ...(total("cancels") > 0 ? [`The broker cancelled ${counted(total("cancels"), "consumer")}.`] : []),
  ];
}

function givenBack({ drained, ledger: { givenBack: tasks, remaining } }: WarningInput): string[] {
  if (!drained || tasks.length === 0) return [];
  const named = tasks.slice(0, NAMED_TASKS).map(({ task, failures }) => `${task} (${failures} times)`);
  const more = remaining > named.length ? ` and ${remaining - named.length} more` : "";
  return [
    `${counted(remaining, "task was", "tasks were")} still in the queue at the end, since the handler failed and gave them back each time: ${named.join(", ")}${more}.`,
  ];
}

function negativeDurations({ negative }: WarningInput): string[] {
  return negative > 0
    ? [
        `${counted(negative, "duration was negative and counts", "durations were negative and count")} as 0: the records are out of order.`,
      ]
    : [];
}

function strangeRecords({ attempts, executions }: WarningInput): string[] {
  const strange = [...attempts.traces, ...executions.traces].reduce((sum, trace) => sum + trace.strange, 0);
  return [
    ...(strange > 0
      ? [`${counted(strange, "record names", "records name")} a kind, slot or task that does not belong to this run.`]
      : []),
    ...(attempts.reattempted > 0
      ? [
          `${counted(attempts.reattempted, "publish was", "publishes were")} repeated because the answer to the first never came.`,
        ]
      : []),
  ];
}
