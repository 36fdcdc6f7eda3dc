// The findings of a run, in the order in which a reader should see them: missing evidence first, then facts that qualify
// the numbers.
import { counted } from "@fairhare/core";
import { type Finding, finding } from "@fairhare/findings";
import { addsUp } from "@fairhare/results";
import type { Checker } from "../checker.ts";
import { clockFindings } from "../clocks/clock-findings.ts";
import { evidenceOf } from "../evidence/evidence.ts";
import { totalsOf, tracesOf } from "../history/process-trace.ts";
import { workerExits } from "../history/faults/worker-exits.ts";
import { ledgerOf } from "../ledger/ledger.ts";
import { negativeDurations } from "../run/latency.ts";
import { measurementOf } from "../run/makespan.ts";
import { LOAD_RULES } from "./load-findings.ts";
import { PRIORITY_RULES } from "./priority-findings.ts";

const NAMED_TASKS = 5;

type Rule = Checker<Finding[]>;

export const findingsOf: Rule = (history, settings) => RULES.flatMap((rule) => rule(history, settings));

const evidence: Rule = (history, settings) => {
  const { gaps, questions, torn } = evidenceOf(history, settings);
  return [...gaps, ...questions, ...torn];
};

const exits: Rule = (history, settings) => {
  const { start } = measurementOf(history, settings);
  return workerExits(history, settings.trial).map(({ slots, at, shutDownAt, code, signal, isUnread }) =>
    finding("worker-not-replaced", {
      firstSlot: slots[0] ?? 0,
      lastSlot: slots.at(-1) ?? 0,
      atMs: (at - start) / 1e6,
      toldAtMs: shutDownAt === null ? null : (shutDownAt - start) / 1e6,
      code,
      signal: isUnread ? "the loss of its agent" : signal === 0 ? null : signalName(signal),
    }),
  );
};

const sums: Rule = (history, settings) => {
  const { ledger } = ledgerOf(history, settings);
  return addsUp(ledger) ? [] : [finding("ledger-does-not-add-up", { attempted: ledger.attempted })];
};

const drain: Rule = (history, settings) => {
  if (history.isDrained) return [];
  const { attempted, remaining, unknown } = ledgerOf(history, settings).ledger;
  return [finding("not-drained", { attempted, open: remaining, unknown })];
};

const connections: Rule = (history) => {
  const traces = tracesOf(history);
  const total = (key: "disconnects" | "cancels" | "blocks"): number =>
    traces.reduce((count, trace) => count + trace[key], 0);
  const [worst] = totalsOf(
    traces,
    ({ disconnects }) => disconnects,
    (a, b) => a + b,
  );
  const { role = "worker", process = 0, value: ofProcess = 0 } = worst ?? {};
  return [
    ...(ofProcess > 0
      ? [finding("connections-lost", { connections: total("disconnects"), role, process, ofProcess })]
      : []),
    ...(total("blocks") > 0 ? [finding("publishing-blocked", { times: total("blocks") })] : []),
    ...(total("cancels") > 0 ? [finding("consumers-cancelled", { consumers: total("cancels") })] : []),
  ];
};

const foreignMessages: Rule = (history, settings) => {
  const { foreignDelivered: delivered, foreignCompleted: completed } = ledgerOf(history, settings).ledger;
  // Workers alone receive nothing else.
  return delivered > 0 && settings.trial.producers > 0 ? [finding("foreign-messages", { delivered, completed })] : [];
};

const requeuedEachTime: Rule = (history, settings) => {
  const { givenBack: tasks, remaining } = ledgerOf(history, settings).ledger;
  if (!history.isDrained || tasks.length === 0) return [];
  const named = tasks.slice(0, NAMED_TASKS).map(({ task, failures }) => `${task} (${failures} times)`);
  const more = remaining > named.length ? ` and ${remaining - named.length} more` : "";
  return [finding("tasks-requeued-each-time", { tasks: remaining, examples: `${named.join(", ")}${more}` })];
};

const crashes: Rule = (history, settings) => {
  const { crashed } = ledgerOf(history, settings).ledger;
  if (crashed === 0) return [];
  const tasks = [...history.executions.crashes].toSorted(([, a], [, b]) => b - a);
  const named = tasks.slice(0, NAMED_TASKS).map(([task, times]) => `${task} (${counted(times, "time")})`);
  const more = tasks.length > named.length ? ` and ${tasks.length - named.length} more` : "";
  return [finding("workers-crashed", { crashes: crashed, examples: `${named.join(", ")}${more}` })];
};

const records: Rule = (history, settings) => {
  const durations = negativeDurations(history, settings);
  const foreign = tracesOf(history).reduce((count, trace) => count + trace.foreign, 0);
  const { reattempted } = history.attempts;
  return [
    ...(durations > 0 ? [finding("negative-durations", { durations })] : []),
    ...(foreign > 0 ? [finding("foreign-records", { records: foreign })] : []),
    ...(reattempted > 0 ? [finding("publishes-repeated", { publishes: reattempted })] : []),
  ];
};

const RULES: readonly Rule[] = [
  evidence,
  exits,
  sums,
  drain,
  clockFindings,
  ...LOAD_RULES,
  ...PRIORITY_RULES,
  connections,
  crashes,
  foreignMessages,
  requeuedEachTime,
  records,
];

/** By their numbers on Linux and macOS, so that the results do not depend on the machine of the checker. */
const SIGNAL_NAMES: ReadonlyMap<number, string> = new Map([
  [1, "SIGHUP"],
  [2, "SIGINT"],
  [3, "SIGQUIT"],
  [6, "SIGABRT"],
  [9, "SIGKILL"],
  [11, "SIGSEGV"],
  [15, "SIGTERM"],
]);

const signalName = (signal: number): string => SIGNAL_NAMES.get(signal) ?? `signal ${signal}`;
