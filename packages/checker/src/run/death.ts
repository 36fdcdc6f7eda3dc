// Which worker processes ended before their time, and whether their slots were filled again.
import { slotsOfProcess, type TrialSettings } from "@fairhare/experiment";
import { PhaseCode, Role } from "@fairhare/protocol";
import type { OrchestratorLog, ProcessSpan } from "../history/orchestrator-log.ts";

export interface Death {
  readonly process: number;
  readonly slots: readonly number[];
  /** Nanoseconds. */
  readonly at: number;
  readonly code: number;
  readonly signal: number;
}

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
): Death[] {
  const drainedAt = phases.get(PhaseCode.drained);
  const cutShortAt = phases.get(PhaseCode.cutShort) ?? Infinity;
  const lastOf = new Map<number, ProcessSpan>();
  for (const span of processes) {
    if (span.role !== Role.worker) continue;
    if (span.incarnation >= (lastOf.get(span.process)?.incarnation ?? 0)) lastOf.set(span.process, span);
  }
  return [...lastOf.values()].flatMap(({ process, exit }) => {
    if (exit === null) return [];
    // A run that did not drain stops its workers itself, so there only an abnormal exit is a death.
    const abnormal = exit.code !== 0 || exit.signal !== 0;
    const early = drainedAt === undefined ? abnormal && exit.at < cutShortAt : exit.at < drainedAt;
    return early ? [{ process, slots: slotsOfProcess(process, settings), ...exit }] : [];
  });
}

/** `start` in nanoseconds. */
export function deathSentence({ slots, at, code, signal }: Death, start: number): string {
  const seconds = ((at - start) / 1e9).toFixed(1);
  const how =
    signal !== 0 ? `was ended by ${SIGNAL_NAMES.get(signal) ?? `signal ${signal}`}` : `exited with code ${code}`;
  const [first, last] = [slots[0] ?? 0, slots.at(-1) ?? 0];
  return slots.length === 1
    ? `Worker ${first}'s process ${how} at ${seconds} s and was not replaced; its slot stays empty.`
    : `The process of workers ${first} to ${last} ${how} at ${seconds} s and was not replaced; their slots stay empty.`;
}
