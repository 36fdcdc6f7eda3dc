// What became of workers, broker and connections that were broken on purpose, or broke by themselves.
import type { FaultResult, RunResult, WorkerResult } from "@fairhare/checker";
import { formatCount, formatMs } from "../format.ts";
import { counted, joinWords } from "./list-words.ts";

/** A fault without a named target is taken for a worker's death when it came at most this long before. */
const SAME_MOMENT_MS = 500;
/** More deaths than this are counted, not told one by one. */
const TOLD_AT_MOST = 3;

const CAUSE_OF: Readonly<Record<string, string>> = {
  kill: "was killed by SIGKILL",
  stop: "was stopped by SIGSTOP",
  quit: "was told to quit",
};
const CONNECTION_FATES: Readonly<Record<string, string>> = {
  cut: "was cut",
  stall: "stalled",
  delay: "was delayed",
  throttle: "was throttled",
  close: "was closed by the broker",
};
const BROKER_FATES: Readonly<Record<string, string>> = {
  kill: "was killed",
  stop: "was stopped and started again",
  restart: "was restarted",
  "power-cut": "had its power cut",
  "memory-alarm": "had a memory alarm",
  "disk-alarm": "had a disk alarm",
};

/** `the broker was killed at 1.20 s`, `the broker was restarted 3 times`. */
export function brokerPhrases({ faults }: RunResult): string[] {
  return Object.entries(BROKER_FATES).flatMap(([kind, fate]) => {
    const struck = faults.filter((fault) => fault.target === "broker" && fault.kind === kind);
    const [first] = struck;
    if (!first) return [];
    const blocked = struck.reduce((sum, { recovery }) => sum + (recovery.blockedMs ?? 0), 0);
    const effect = blocked > 0 ? `, which blocked publishing for ${formatMs(blocked)}` : "";
    return [`the broker ${fate} ${struck.length === 1 ? momentOf(first.atMs) : `${struck.length} times`}${effect}`];
  });
}

/** `the connection of worker 2 was cut at 1.20 s`, `3 times a connection stalled`. */
export function connectionPhrases({ faults }: RunResult): string[] {
  return Object.entries(CONNECTION_FATES).flatMap(([kind, fate]) => {
    const struck = faults.filter((fault) => fault.kind === kind);
    const [first] = struck;
    if (!first) return [];
    if (struck.length === 1) return [`the ${first.target} ${fate} ${momentOf(first.atMs)}`];
    return [`${formatCount(struck.length)} times a connection ${fate}`];
  });
}

/** A backlog is measured from the workers' release, and may have been through something before. */
const momentOf = (atMs: number): string =>
  atMs < 0 ? `${formatMs(-atMs)} before the workers were released` : `at ${formatMs(atMs)}`;

/** `worker 3 joined at 4.10 s`, `workers 3 to 5 joined at 4.10 s`; empty when nobody did. */
export function joinPhrases({ faults }: RunResult): string[] {
  const joins = faults.filter(({ kind }) => kind === "add");
  if (joins.length > TOLD_AT_MOST) return [`workers joined ${joins.length} times`];
  return joins.map(({ target, atMs, healedAtMs }) => `${target} joined at ${formatMs(healedAtMs ?? atMs)}`);
}

/** Empty when everybody lived: `worker 2 was killed by SIGKILL at 1.20 s and not replaced`. */
export function fleetPhrases(run: RunResult): string[] {
  const struck = run.workers.filter((worker) => worker.diedAtMs !== null || worker.incarnations > 1);
  const dead = struck.filter((worker) => worker.diedAtMs !== null);
  if (struck.length > TOLD_AT_MOST) {
    const replaced = struck.length - dead.length;
    return [
      joinWords([
        ...(dead.length > 0 ? [`${counted(dead.length, "worker")} died and ${were(dead.length)} not replaced`] : []),
        ...(replaced > 0 ? [`${counted(replaced, "worker")} died and ${were(replaced)} replaced`] : []),
      ]),
    ];
  }
  return struck.map((worker) => fateOf(worker, run.faults));
}

function fateOf(worker: WorkerResult, faults: readonly FaultResult[]): string {
  const fault = faultOf(worker, faults);
  const cause = (fault && CAUSE_OF[fault.kind]) ?? "died";
  const atMs = worker.diedAtMs ?? fault?.atMs ?? null;
  const when = atMs === null ? "" : ` at ${formatMs(atMs)}`;
  const { diedAtMs, incarnations } = worker;
  const after = diedAtMs === null ? "and replaced" : cause === "died" ? "and was not replaced" : "and not replaced";
  const times = incarnations > 2 ? ` (${incarnations} processes in all)` : "";
  return `worker ${worker.slot} ${cause}${when} ${after}${times}`;
}

/** The worker's own fault, or the last one on some unnamed worker shortly before it died. */
function faultOf(worker: WorkerResult, faults: readonly FaultResult[]): FaultResult | undefined {
  const named = faults.filter((fault) => targetSlot(fault) === worker.slot && fault.kind in CAUSE_OF);
  if (named.length > 0) return named.at(worker.diedAtMs === null ? 0 : -1);
  const { diedAtMs } = worker;
  if (diedAtMs === null) return undefined;
  return faults.findLast(
    (fault) =>
      fault.kind in CAUSE_OF &&
      fault.target.startsWith("worker") &&
      targetSlot(fault) === null &&
      Math.abs(diedAtMs - fault.atMs) <= SAME_MOMENT_MS,
  );
}

/** `worker:2`, `worker 2`, `worker-2`: the slot; null when the target names none. */
function targetSlot({ target }: FaultResult): number | null {
  const match = /^worker[ :-](\d+)$/.exec(target);
  return match?.[1] ? Number(match[1]) : null;
}

const were = (count: number): string => (count === 1 ? "was" : "were");
