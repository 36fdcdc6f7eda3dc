// The worker processes that ended before the run and were not replaced, and the faults that shut them down.
import { slotsOfProcess, type TrialSettings } from "@fairhare/workload";
import { PhaseCode, Role } from "@fairhare/protocol";
import type { History } from "../history.ts";
import { endedBy } from "./occurrence.ts";
import type { ProcessSpan } from "../orchestrator-log.ts";

export interface WorkerExit {
  readonly process: number;
  readonly slots: readonly number[];
  /** Nanoseconds. */
  readonly at: number;
  /** When a fault sent SIGTERM (nanoseconds); null without one. A graceful shutdown first completes the current task. */
  readonly shutDownAt: number | null;
  readonly code: number;
  /** Number of the signal; 0 without one. */
  readonly signal: number;
  /** The connection to its host was lost. */
  readonly isUnread: boolean;
}

/** The last incarnation of each process, if it ended before the run had drained. */
export function workerExits(
  { log: { phases, processes }, occurrences }: Pick<History, "log" | "occurrences">,
  settings: Pick<TrialSettings, "workers" | "workersPerProcess">,
): WorkerExit[] {
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
    // The orchestrator stops the workers of a run that did not drain, so there only an abnormal exit counts.
    const abnormal = exit.code !== 0 || exit.signal !== 0 || exit.isUnread;
    const shutDownBy = occurrences.find(
      (occurrence) => occurrence.plan?.kind === "quit" && endedBy(occurrence, processes) === span,
    );
    const asked = abnormal || shutDownBy !== undefined;
    const early = drainedAt === undefined ? asked && exit.at < cutShortAt : exit.at < drainedAt;
    return early
      ? [{ process, slots: slotsOfProcess(process, settings), shutDownAt: shutDownBy?.beganAt ?? null, ...exit }]
      : [];
  });
}
