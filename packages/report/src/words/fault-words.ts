// Faults on the broker and on connections with their effects, and workers that joined the running fleet.
import { formatCount, formatMs, formatPercent } from "@fairhare/core";
import type { FaultResult, RunResult } from "@fairhare/results";
import { formatMoment, TOLD_AT_MOST } from "./list-words.ts";

const NODE_FATES: Readonly<Record<string, string>> = {
  kill: "killed",
  stop: "stopped and started again",
  restart: "restarted",
  pause: "paused",
  partition: "cut off from the other nodes",
  "power-cut": "without power",
};

/** The share of the rate before a fault at which throughput counts as recovered. */
const CAUGHT_UP = 0.95;

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
  "rolling-restart": "was restarted node by node",
  "power-cut": "lost power",
  "memory-alarm": "raised a memory alarm",
  "disk-alarm": "raised a disk alarm",
};

/** `the broker was killed at 1.20 s`, `the broker was restarted 3 times`. */
export function brokerPhrases({ faults }: RunResult): string[] {
  return Object.entries(BROKER_FATES).flatMap(([kind, fate]) => {
    const struck = faults.filter((fault) => fault.target === "broker" && fault.kind === kind);
    const [first] = struck;
    if (!first) return [];
    const blocked = struck.reduce((sum, { recovery }) => sum + (recovery.blockedMs ?? 0), 0);
    const inAll = struck.length > 1 ? " in all" : "";
    const effect = blocked > 0 ? `, which blocked publishing for ${formatMs(blocked)}${inAll}` : "";
    if (struck.length > 1) return [`the broker ${fate} ${struck.length} times${effect}`];
    return [`the broker ${fate} ${formatMoment(first.atMs)}${effect}${recoveryOf(first)}`];
  });
}

/** ` (throughput fell to 0 % and was back at 95 % after 600 ms)`; empty where it did not fall. */
function recoveryOf({ recovery: { dipRatio, catchUpMs } }: FaultResult): string {
  if (dipRatio === null || dipRatio >= CAUGHT_UP) return "";
  const back =
    catchUpMs === null
      ? "did not recover before the next fault or the end"
      : `was back at 95 % after ${formatMs(catchUpMs)}`;
  return ` (throughput fell to ${formatPercent(dipRatio)} and ${back})`;
}

/** `agent 2 was killed with all of its processes at 1.20 s`. */
export const agentPhrases = ({ faults }: RunResult): string[] =>
  faults
    .filter(({ kind, target }) => kind === "kill" && target.startsWith("agent "))
    .map(({ target, atMs }) => `${target} was killed with all of its processes ${formatMoment(atMs)}`);

/** `the connection of worker 2 was cut at 1.20 s`, `3 times a connection stalled`. */
export function connectionPhrases({ faults }: RunResult): string[] {
  return Object.entries(CONNECTION_FATES).flatMap(([kind, fate]) => {
    const struck = faults.filter((fault) => fault.kind === kind);
    const [first] = struck;
    if (!first) return [];
    if (struck.length === 1) return [`the ${first.target} ${fate} ${formatMoment(first.atMs)}`];
    return [`${formatCount(struck.length)} times a connection ${fate}`];
  });
}

/** `worker 3 joined at 4.10 s`, `workers 3 to 5 joined at 4.10 s`; empty when none did. */
export function joinPhrases({ faults }: RunResult): string[] {
  const joins = faults.filter(({ kind }) => kind === "add");
  if (joins.length > TOLD_AT_MOST) return [`workers joined ${joins.length} times`];
  return joins.map(({ target, atMs, healedAtMs }) =>
    healedAtMs === null
      ? `${target} started ${formatMoment(atMs)} and never consumed`
      : `${target} joined ${formatMoment(healedAtMs)}`,
  );
}

/**
 * `node 2, the leader, was killed at 1.20 s (a leader again after 900 ms, longest time without a publish 1.20 s, without a
 * delivery 1.30 s)`, `nodes were killed 3 times`.
 */
export function nodePhrases({ faults }: RunResult): string[] {
  return Object.entries(NODE_FATES).flatMap(([kind, fate]) => {
    const struck = faults.filter((fault) => fault.kind === kind && fault.target.startsWith("node"));
    const [first] = struck;
    if (!first) return [];
    if (struck.length > 1) return [`nodes were ${fate} ${struck.length} times`];
    const { target, nodes, leader, atMs } = first;
    const one = nodes.length === 1 && nodes[0] === leader?.before ? `${target}, the leader,` : target;
    return [`${one} ${nodes.length > 1 ? "were" : "was"} ${fate} ${formatMoment(atMs)}${outageOf(first)}`];
  });
}

function outageOf({ recovery: { timeToLeaderMs, publishGapMs, consumeGapMs } }: FaultResult): string {
  const parts = [
    ...(timeToLeaderMs === null || timeToLeaderMs === 0 ? [] : [`a leader again after ${formatMs(timeToLeaderMs)}`]),
    ...(publishGapMs === null ? [] : [`longest time without a publish ${formatMs(publishGapMs)}`]),
    ...(consumeGapMs === null ? [] : [`without a delivery ${formatMs(consumeGapMs)}`]),
  ];
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
