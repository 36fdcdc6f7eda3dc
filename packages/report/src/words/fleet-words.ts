// What became of workers and producers that were killed, told to quit or frozen on purpose, or died by themselves.
// What belongs to all blows on a process is said of all of them: how many there were, and how often it was replaced.
import type { FaultResult, RunResult, WorkerResult } from "@fairhare/results";
import { slotsOfProcess, type TrialSettings } from "@fairhare/workload";
import { formatMoment, formatMs } from "../format.ts";
import { counted, joinWords, TOLD_AT_MOST } from "./list-words.ts";

/** A fault without a named target is taken for a worker's death when it came at most this long before. */
const SAME_MOMENT_MS = 500;
/** A shutdown that takes longer is told with its beginning and its end. */
export const AT_ONCE_MS = 100;

const DEEDS = ["kill", "quit", "stop"] as const;
type Deed = (typeof DEEDS)[number];

const WAS: Readonly<Record<Deed, string>> = {
  kill: "killed by SIGKILL",
  quit: "told to shut down",
  stop: "frozen by SIGSTOP",
};

/** All blows of one kind on one process. */
interface Blows {
  readonly target: string;
  readonly deed: Deed;
  readonly faults: readonly [FaultResult, ...FaultResult[]];
  /** How many of them ended the process for a successor to take its place; null where the results do not say. */
  readonly replaced: number | null;
}

type Seats = Pick<TrialSettings, "workers" | "workersPerProcess">;

/** Empty when everybody lived: `worker 2 was killed by SIGKILL at 1.20 s and not replaced`. */
export function fleetPhrases(run: RunResult, seats: Seats): string[] {
  const blows = blowsOf(run, seats);
  const struck = new Set(blows.filter(({ deed }) => deed !== "stop").flatMap(({ target }) => slotsOf(target, seats)));
  const dead = run.workers.filter(({ slot, diedAtMs }) => diedAtMs !== null && !struck.has(slot));
  return [
    ...(blows.length > TOLD_AT_MOST ? countedBlows(blows) : blows.map(blowsPhrase)),
    ...(dead.length > TOLD_AT_MOST
      ? [`${counted(dead.length, "worker")} died and were not replaced`]
      : dead.map(({ slot, diedAtMs }) => `worker ${slot} died ${formatMoment(diedAtMs ?? 0)} and was not replaced`)),
  ];
}

function blowsOf({ faults, workers }: RunResult, seats: Seats): Blows[] {
  const groups = new Map<string, { target: string; deed: Deed; faults: [FaultResult, ...FaultResult[]] }>();
  for (const fault of faults) {
    const deed = DEEDS.find((kind) => kind === fault.kind);
    const target = targetOf(fault, workers);
    if (deed === undefined || target === undefined) continue;
    const group = groups.get(`${deed} ${target}`);
    if (group) group.faults.push(fault);
    else groups.set(`${deed} ${target}`, { target, deed, faults: [fault] });
  }
  return [...groups.values()].map((group) => ({ ...group, replaced: replacedOf(group, workers, seats) }));
}

/** The named process, or the worker that died at that moment; undefined when it is no process of the fleet. */
function targetOf({ target, atMs }: FaultResult, workers: readonly WorkerResult[]): string | undefined {
  if (/^(worker|worker process|producer) \d+$/.test(target)) return target;
  if (target === "producer") return "a producer";
  if (target !== "worker") return undefined;
  const died = workers.find(({ diedAtMs }) => diedAtMs !== null && Math.abs(diedAtMs - atMs) <= SAME_MOMENT_MS);
  return died ? `worker ${died.slot}` : "a worker";
}

/** Older results do not say it of a fault; of a worker its seat does. */
function replacedOf(
  { target, deed, faults }: Omit<Blows, "replaced">,
  workers: readonly WorkerResult[],
  seats: Seats,
): number | null {
  if (deed === "stop") return null;
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

function blowsPhrase({ target, deed, faults, replaced }: Blows): string {
  const [first] = faults;
  const often = faults.length > 1 ? ` ${faults.length} times, first` : "";
  const beginning = `${target} was ${WAS[deed]}${often} ${formatMoment(first.atMs)}`;
  if (deed === "stop") return `${beginning}${frozenFor(faults)}`;
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
function countedBlows(blows: readonly Blows[]): string[] {
  return ["worker", "producer"].flatMap((role) =>
    DEEDS.flatMap((deed) => {
      const some = blows.filter((blow) => blow.deed === deed && blow.target.includes(role));
      if (some.length === 0) return [];
      const processes = some.every(({ target }) => target.startsWith("worker process")) ? "worker process" : role;
      const times = some.reduce((sum, { faults }) => sum + faults.length, 0);
      const replaced = some.reduce((sum, blow) => sum + (blow.replaced ?? 0), 0);
      const details = [
        ...(times > some.length ? [`${times} times in all`] : []),
        ...(deed === "stop" ? [] : [replaced === times ? "each time replaced" : `${replaced} times replaced`]),
      ];
      const plural = processes === "worker process" ? "worker processes" : `${processes}s`;
      const many = `${counted(some.length, processes, plural)} ${some.length === 1 ? "was" : "were"} ${WAS[deed]}`;
      return [details.length > 0 ? `${many} (${joinWords(details)})` : many];
    }),
  );
}
