// The processes whose last records were not read because the connection to their host was lost, and for each of them the
// time in which they may have done more than the history shows.
import { parseShardName, Role, shardName } from "@fairhare/protocol";
import type { OpenShards } from "./open-shards.ts";
import type { OrchestratorLog, ProcessSpan } from "./orchestrator-log.ts";
import type { ProcessTrace } from "./process-trace.ts";

export interface UnreadProcess {
  readonly span: ProcessSpan;
  /** Time of its last record that was read, or of its start; nanoseconds. */
  readonly from: number;
  /** The latest time at which it can have ended; nanoseconds, Infinity if unknown. */
  readonly to: number;
}

export interface Unread {
  readonly producers: readonly UnreadProcess[];
  readonly workers: readonly UnreadProcess[];
}

const NOTHING_UNREAD: Unread = { producers: [], workers: [] };

/** Processes of which the orchestrator knows that their shard may lack its end. A closed shard lacks nothing. */
export function unreadSpans({ processes }: Pick<OrchestratorLog, "processes">, found: OpenShards): ProcessSpan[] {
  const unread = processes.filter(({ exit }) => exit?.isUnread === true);
  if (unread.length === 0) return [];
  const closed = new Set(found.all.filter(({ reader }) => reader.integrity.isClosed).map(({ name }) => name));
  return unread.filter((span) => !closed.has(shardOf(span)));
}

/** `producerTraces`: a producer that had published everything has nothing left to tell about its tasks. */
export function unreadOf(
  spans: readonly ProcessSpan[],
  { lostAgents }: Pick<OrchestratorLog, "lostAgents">,
  traces: { readonly producers: readonly ProcessTrace[]; readonly workers: readonly ProcessTrace[] },
): Unread {
  if (spans.length === 0) return NOTHING_UNREAD;
  const of = (role: Role, ofRole: readonly ProcessTrace[]): UnreadProcess[] =>
    spans
      .filter((span) => span.role === role)
      .flatMap((span) => {
        const trace = ofRole.find(
          ({ process, incarnation }) => process === span.process && incarnation === span.incarnation,
        );
        if (trace !== undefined && trace.finishedAt !== null) return [];
        // A lost agent's number may be given to another one.
        const lost = lostAgents.find(({ agent, at }) => agent === span.agent && at >= span.spawnedAt);
        return [{ span, from: Math.max(span.spawnedAt, trace?.lastAt ?? 0), to: lost?.endedBy ?? Infinity }];
      });
  return { producers: of(Role.producer, traces.producers), workers: of(Role.worker, traces.workers) };
}

export const isUnreadShard = (unread: Unread, name: string): boolean => {
  const identity = parseShardName(name);
  return (
    identity !== undefined &&
    [...unread.producers, ...unread.workers].some(
      ({ span }) =>
        span.role === identity.role && span.process === identity.process && span.incarnation === identity.incarnation,
    )
  );
};

const shardOf = ({ role, process, incarnation }: ProcessSpan): string =>
  shardName(role === Role.producer ? "producer" : "worker", process, incarnation);
