// What a run with one side alone leaves open. Producers alone do not see what becomes of their tasks, and workers alone do
// not see what was published: neither run can pass by itself, because neither could show a loss.
import { type Finding, finding } from "@fairhare/findings";
import type { Threshold } from "@fairhare/workload";
import type { Checker } from "../checker.ts";
import { ledgerOf } from "../ledger/ledger.ts";

/** Metrics that one side measures completely. A threshold on one of them says what the run has to show. */
const PUBLISHING =
  /^(ledger\.(attempted|confirmed|nacked|returned|unknown)|throughput\.(published|confirmed)PerSecond|latencyMs\.confirm\.)/;
const CONSUMING =
  /^(ledger\.(delivered|foreignDelivered|foreignCompleted)|throughput\.completedPerSecond|fairness\.|latencyMs\.(bufferWait|work)\.)/;

export const oneSide: Checker<Finding[]> = (history, settings) => {
  const { workers, producers } = settings.trial;
  const { attempted, confirmed, foreignCompleted, foreignDelivered } = ledgerOf(history, settings).ledger;
  if (workers === 0 && attempted > 0 && !isAsked(settings.thresholds, PUBLISHING))
    return [finding("producers-alone", { attempted, confirmed })];
  if (producers === 0 && foreignDelivered === 0) return [finding("nothing-received")];
  if (producers === 0 && !isAsked(settings.thresholds, CONSUMING))
    return [finding("workers-alone", { completed: foreignCompleted })];
  return [];
};

const isAsked = (thresholds: readonly Threshold[], measured: RegExp): boolean =>
  thresholds.some(({ metric }) => measured.test(metric));
