// Which worker processes ended before their time, what made them, and whether their slots were filled again.
import { slotsOfProcess, type TrialSettings } from "@fairhare/workload";
import { PhaseCode, Role } from "@fairhare/protocol";
import { endedBy, type Occurrence } from "../history/occurrence.ts";
import type { OrchestratorLog, ProcessSpan } from "../history/orchestrator-log.ts";

export interface Death {
  readonly process: number;
  readonly slots: readonly number[];
  /** When it had ended; nanoseconds. */
  readonly at: number;
  /** When a fault told it to shut down; null when none did. A shutdown finishes what is in hand first. */
  readonly toldAt: number | null;
  readonly code: number;
  readonly signal: number;
}

/** A shutdown that takes longer than this is told with its beginning and its end; nanoseconds. */
const AT_ONCE = 100e6;

const SIGNAL_NAMES = new Map([
  [1, "SIGHUP"],
  [2, "SIGINT"],
  [3, "SIGQUIT"],
  [6, "SIGABRT"],
  [9, "SIGKILL"],
  [11, "SIGSEGV"],
  [15, "SIGTERM"],
]);

/** The last incarnations that were not replaced and ended before the run had drained. */
export function deathsOf(
  { phases, processes }: OrchestratorLog,
  settings: Pick<TrialSettings, "workers" | "workersPerProcess">,
  occurrences: readonly Occurrence[],
): Death[] {
  const drainedAt = phases.get(PhaseCode.drained);
  const cutShortAt = phases.get(PhaseCode.cutShort) ?? Infinity;
  const lastOf = new Map<number, ProcessSpan>();
  for (const span of processes) {
    if (span.role !== Role.worker) continue;
    if (span.incarnation >= (lastOf.get(span.process)?.incarnation ?? 0)) lastOf.set(span.process, span);
  }
  return [...lastOf.values()].flatMap((span) => {
    const { process, exit } = span;
    if (exit === null) return [];
    // A run that did not drain stops its workers itself, so there only an abnormal exit is a death.
    const abnormal = exit.code !== 0 || exit.signal !== 0;
    const told = occurrences.find(
      (occurrence) => occurrence.plan?.kind === "quit" && endedBy(occurrence, processes) === span,
    );
    const asked = abnormal || told !== undefined;
    const early = drainedAt === undefined ? asked && exit.at < cutShortAt : exit.at < drainedAt;
    return early ? [{ process, slots: slotsOfProcess(process, settings), toldAt: told?.beganAt ?? null, ...exit }] : [];
  });
}

/** `start` in nanoseconds. */
export function deathSentence(death: Death, start: number): string {
  const { slots } = death;
  const [first, last] = [slots[0] ?? 0, slots.at(-1) ?? 0];
  const how = courseOf(death, (at) => momentOf(at, start));
  return slots.length === 1
    ? `Worker ${first}'s process ${how}; its slot stays empty.`
    : `The process of workers ${first} to ${last} ${how}; their slots stay empty.`;
}

function courseOf({ at, toldAt, code, signal }: Death, moment: (at: number) => string): string {
  const end =
    signal !== 0 ? `was ended by ${SIGNAL_NAMES.get(signal) ?? `signal ${signal}`}` : `exited with code ${code}`;
  if (toldAt === null) return `${end} ${moment(at)} and was not replaced`;
  const told = `was told to quit ${moment(toldAt)}`;
  if (signal === 0 && code === 0)
    return at - toldAt <= AT_ONCE
      ? `${told} and was not replaced`
      : `${told}, ended ${moment(at)} and was not replaced`;
  return `${told}, ${end} ${moment(at)} and was not replaced`;
}

/** A backlog is measured from the workers' release, and a worker may end before. */
function momentOf(at: number, start: number): string {
  const seconds = (Math.abs(at - start) / 1e9).toFixed(1);
  return at < start ? `${seconds} s before the measurement began` : `at ${seconds} s`;
}
