// Facts about the connections of a run: which broker they had, which ended unexpectedly, and cancelled consumers.
import type { RunResult } from "@fairhare/results";
import type { Checker } from "../checker.ts";
import { Role } from "@fairhare/protocol";
import { tracesOf } from "../history/process-trace.ts";

/** The most frequent reply code first. */
export const checkDisconnects: Checker<RunResult["disconnects"]> = (history) => {
  const counts = new Map<number, number>();
  for (const { replyCodes } of tracesOf(history))
    for (const replyCode of replyCodes) counts.set(replyCode, (counts.get(replyCode) ?? 0) + 1);
  return [...counts].map(([replyCode, count]) => ({ replyCode, count })).toSorted((a, b) => b.count - a.count);
};

/** By position of the URI; a slot counts with its last connection. */
export const checkConnections: Checker<RunResult["connections"]> = (history) => {
  const last = new Map<string, { readonly role: Role; readonly incarnation: number; readonly uri: number }>();
  for (const { role, incarnation, uriAtEnd } of tracesOf(history))
    for (const [slot, uri] of uriAtEnd.entries()) {
      const key = `${role}/${slot}`;
      // Slots without a connection are holes.
      if (uri !== undefined && incarnation >= (last.get(key)?.incarnation ?? 0))
        last.set(key, { role, incarnation, uri });
    }
  const uris = [...new Set([...last.values()].map(({ uri }) => uri))].toSorted((a, b) => a - b);
  const count = (uri: number, role: Role): number =>
    [...last.values()].filter((one) => one.uri === uri && one.role === role).length;
  return uris.map((uri) => ({ uri, producers: count(uri, Role.producer), workers: count(uri, Role.worker) }));
};

export const checkCancellations: Checker<number> = ({ executions }) =>
  executions.traces.reduce((sum, { cancels }) => sum + cancels, 0);
