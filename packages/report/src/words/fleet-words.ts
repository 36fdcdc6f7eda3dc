// Workers and producers that a fault killed, shut down or froze, and workers that died by themselves. All faults of one
// kind on one process make one phrase, with their number and the number of replacements.
import { counted, formatMs } from "@fairhare/core";
import type { FaultResult, RunResult, WorkerResult } from "@fairhare/results";
import { slotsOfProcess, type TrialSettings } from "@fairhare/workload";
import { formatMoment, joinWords, TOLD_AT_MOST } from "./list-words.ts";

/** Milliseconds between a fault without a named target and a death that counts as its effect. */
const SAME_MOMENT_MS = 500;
/** Milliseconds; a longer shutdown is reported with its beginning and its end. */
export const AT_ONCE_MS = 100;

const KINDS = ["kill", "quit", "stop"] as const;
type Kind = (typeof KINDS)[number];

const WAS: Readonly<Record<Kind, string>> = {
  kill: "killed by SIGKILL",
  quit: "shut down by SIGTERM",
  stop: "frozen by SIGSTOP",
};

/** All faults of one kind on one process. */
interface FaultGroup {
  readonly target: string;
  readonly kind: Kind;
  readonly faults: readonly [FaultResult, ...FaultResult[]];
  /** How often a new process replaced the one that the fault ended; null where the results do not say. */
  readonly replaced: number | null;
}

type Seats = Pick<TrialSettings, "workers" | "workersPerProcess">;

/** `worker 2 was killed by SIGKILL at 1.20 s and not replaced`; empty when no process was hit or died. */
export function fleetPhrases(run: RunResult, seats: Seats): string[] {
  const groups = groupsOf(run, seats);
  const struck = new Set(groups.filter(({ kind }) => kind !== "stop").flatMap(({ target }) => slotsOf(target, seats)));
  const dead = run.workers.filter(({ slot, diedAtMs }) => diedAtMs !== null && !struck.has(slot));
  return [
    ...(groups.length > TOLD_AT_MOST ? countedGroups(groups) : groups.map(groupPhrase)),
    ...(dead.length > TOLD_AT_MOST
      ? [`${counted(dead.length, "worker")} died and were not replaced`]
      : dead.map(({ slot, diedAtMs }) => `worker ${slot} died ${formatMoment(diedAtMs ?? 0)} and was not replaced`)),
  ];
}

function groupsOf({ faults, workers }: RunResult, seats: Seats): FaultGroup[] {
  const byTarget = new Map<string, { target: string; kind: Kind; faults: [FaultResult, ...FaultResult[]] }>();
  for (const fault of faults) {
    const kind = KINDS.find((name) => name === fault.kind);
    const target = targetOf(fault, workers);
    if (kind === undefined || target === undefined) continue;
    const group = byTarget.get(`${kind} ${target}`);
    if (group) group.faults.push(fault);
    else byTarget.set(`${kind} ${target}`, { target, kind, faults: [fault] });
  }
  return [...byTarget.values()].map((group) => ({ ...group, replaced: replacedOf(group, workers, seats) }));
}

/** The named process, or the worker that died at that time; undefined when the target is not a process of the fleet. */
function targetOf({ target, atMs }: FaultResult, workers: readonly WorkerResult[]): string | undefined {
  if (/^(worker|worker process|producer) \d+$/.test(target)) return target;
  if (target === "producer") return "a producer";
  if (target !== "worker") return undefined;
  const died = workers.find(({ diedAtMs }) => diedAtMs !== null && Math.abs(diedAtMs - atMs) <= SAME_MOMENT_MS);
  return died ? `worker ${died.slot}` : "a worker";
}

/** Older results have no replacement in the fault; the incarnations of the slot tell it for a worker. */
function replacedOf(
  { target, kind, faults }: Omit<FaultGroup, "replaced">,
  workers: readonly WorkerResult[],
  seats: Seats,
): number | null {
  if (kind === "stop") return null;
  const told = faults.filter(({ endedAtMs }) => endedAtMs !== null);
  if (told.length > 0) return told.filter(({ replacedAtMs }) => replacedAtMs !== null).length;
  const [slot] = slotsOf(target, seats);
  const seat = workers.find((worker) => worker.slot === slot);
  if (seat === undefined) return null;
  const ended = seat.incarnations - (seat.diedAtMs === null ? 1 : 0);
  return ended === 0 ? null : seat.incarnations - 1;
}

function slotsOf(target: string, seats: Seats): number[] {
  const [, kind, number] = /^(worker|worker process) (\d+)$/.exec(target) ?? [];
  if (kind === undefined) return [];
  return kind === "worker" ? [Number(number)] : slotsOfProcess(Number(number), seats);
}

function groupPhrase({ target, kind, faults, replaced }: FaultGroup): string {
  const [first] = faults;
  const often = faults.length > 1 ? ` ${faults.length} times, first` : "";
  const beginning = `${target} was ${WAS[kind]}${often} ${formatMoment(first.atMs)}`;
  if (kind === "stop") return `${beginning}${frozenFor(faults)}`;
  if (faults.length > 1) return `${beginning}${replacedOften(faults.length, replaced)}`;
  const { endedAtMs, atMs } = first;
  if (endedAtMs !== null && endedAtMs - atMs > AT_ONCE_MS) {
    const fate = replaced === null ? "" : ` and was ${replaced > 0 ? "" : "not "}replaced`;
    return `${beginning},${fate === "" ? " and" : ""} ended ${formatMoment(endedAtMs)}${fate}`;
  }
  return replaced === null ? beginning : `${beginning} and ${replaced > 0 ? "" : "not "}replaced`;
}

function frozenFor(faults: readonly FaultResult[]): string {
  const spans = faults.flatMap(({ atMs, healedAtMs }) => (healedAtMs === null ? [] : [healedAtMs - atMs]));
  if (spans.length < faults.length) return ", to the end";
  const total = spans.reduce((sum, span) => sum + span, 0);
  return `${faults.length > 1 ? "," : ""} for ${formatMs(total)}${faults.length > 1 ? " in all" : ""}`;
}

function replacedOften(times: number, replaced: number | null): string {
  if (replaced === null) return "";
  if (replaced === 0) return ", and never replaced";
  return replaced === times ? ", and replaced each time" : `, and replaced ${counted(replaced, "time")}`;
}

/** `12 workers were killed by SIGKILL (17 times in all, 16 replaced)`. */
function countedGroups(groups: readonly FaultGroup[]): string[] {
  return ["worker", "producer"].flatMap((role) =>
    KINDS.flatMap((kind) => {
      const some = groups.filter((group) => group.kind === kind && group.target.includes(role));
      if (some.length === 0) return [];
      const processes = some.every(({ target }) => target.startsWith("worker process")) ? "worker process" : role;
      const times = some.reduce((sum, { faults }) => sum + faults.length, 0);
      const replaced = some.reduce((sum, group) => sum + (group.replaced ?? 0), 0);
      const details = [
        ...(times > some.length ? [`${times} times in all`] : []),
        ...(kind === "stop" ? [] : [replaced === times ? "each time replaced" : `${replaced} times replaced`]),
      ];
      const plural = processes === "worker process" ? "worker processes" : `${processes}s`;
      const many = `${counted(some.length, processes, plural)} ${some.length === 1 ? "was" : "were"} ${WAS[kind]}`;
      return [details.length > 0 ? `${many} (${joinWords(details)})` : many];
    }),
  );
}
