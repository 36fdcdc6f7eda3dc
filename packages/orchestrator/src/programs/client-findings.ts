// Findings about the user's programs, from what their connections showed and from the plan of the run.
import { nanoseconds, toMilliseconds } from "@fairhare/core";
import { type Finding, finding, MANY_CONNECTIONS, REQUEUE_LOOP, worstFinding } from "@fairhare/findings";
import type { WireFacts } from "@fairhare/tap";
import { createWorkload, type FleetRole, type TrialSettings } from "@fairhare/workload";

/** One process of the fleet that runs a program. */
export interface Client {
  readonly role: FleetRole;
  readonly process: number;
  /** Over all incarnations. */
  readonly facts: WireFacts;
  /** Programs that were started for this process. */
  starts: number;
  /** Consumers that the program had cancelled when it was asked to end. */
  cancelledEarly: number;
  ignoredSigterm: boolean;
}

/** Planned service times that the plan's own early acks are estimated from. */
const SAMPLED_TASKS = 1_000;
/** Milliseconds; an ack of a shorter task may come within 1 ms of its delivery. */
const LONG_TASK_MS = 3;
/** Share of acks by which the early ones must exceed the share of short tasks. */
const MARKED_SHARE = 0.2;
/** A worker that makes no progress for this time, and for so many of its longest tasks, is not at work. */
const SILENT_MS = 10_000;
const SILENT_TASKS = 10;

export interface RunEnd {
  /** When the user or a time limit ended the run, so that deliveries were still in work; nanoseconds. Else null. */
  readonly interruptedAt: number | null;
}

type Rule = (client: Client, settings: TrialSettings, end: RunEnd) => Finding | undefined;

/** One finding for each kind, of the process where it is worst. */
export function clientFindings(clients: readonly Client[], settings: TrialSettings, end: RunEnd): Finding[] {
  return RULES.flatMap((rule) => {
    const found = clients.flatMap((client) => rule(client, settings, end) ?? []);
    const [first, ...rest] = found;
    if (first === undefined) return [];
    const worst = worstFinding([first, ...rest]);
    return [{ ...worst, values: { ...worst.values, others: rest.length } }];
  });
}

const placeOf = ({ role, process }: Client) => ({ role, process, others: 0 });

const acknowledges = ({ role, facts }: Client): boolean =>
  role === "worker" && (facts.ackMode === "manual" || facts.ackMode === "mixed");

const unlimitedPrefetch: Rule = (client, { leftToProgram, prefetch }) => {
  const isAskedFor = !leftToProgram.includes("prefetch") && prefetch === 0;
  if (!acknowledges(client) || (client.facts.prefetch ?? 0) > 0 || isAskedFor) return undefined;
  return finding("client-prefetch-unlimited", { ...placeOf(client), held: client.facts.maxUnsettled });
};

const otherPrefetch: Rule = (client, { leftToProgram, prefetch }) => {
  const used = client.facts.prefetch ?? 0;
  if (!acknowledges(client) || leftToProgram.includes("prefetch") || used === prefetch) return undefined;
  return finding("client-prefetch-differs", { ...placeOf(client), asked: limit(prefetch), used: limit(used) });
};

const otherAck: Rule = (client, { leftToProgram, ack }) => {
  if (client.role !== "worker" || leftToProgram.includes("ack") || client.facts.ackMode === "none") return undefined;
  const used = client.facts.ackMode === "no-ack" ? "automatic" : client.facts.ackMode;
  const asked = ack === "auto" ? "automatic" : "manual";
  return used === asked
    ? undefined
    : finding("client-ack-differs", { ...placeOf(client), asked: `${asked} acknowledgement`, used });
};

const ackBeforeWork: Rule = (client, settings) => {
  const { acked, earlyAcks } = client.facts;
  if (!acknowledges(client) || acked === 0 || settings.producerCommand !== null || settings.work === "none")
    return undefined;
  const costs = plannedCosts(settings);
  const short = costs.filter((cost) => cost < LONG_TASK_MS).length / costs.length;
  // A worker that is never idle acknowledges each delivery when it begins its work, after the work before. So its acks do
  // not look early, except those of the deliveries that found it idle; if all tasks are long, one of them is enough.
  const isExplained = short > 0 ? earlyAcks / acked <= short + MARKED_SHARE * (1 - short) : earlyAcks === 0;
  if (isExplained) return undefined;
  const medianMs = costs.toSorted((a, b) => a - b)[Math.floor(costs.length / 2)] ?? 0;
  return finding("client-acks-early", { ...placeOf(client), early: earlyAcks, acks: acked, medianMs });
};

/** A crash, or the end of an interrupted run, leaves at most the prefetch unsettled. */
const forgottenAcks: Rule = (client, settings, { interruptedAt }) => {
  const { facts, starts } = client;
  const { delivered, acked, requeued, refused } = facts;
  if (!acknowledges(client) || facts.ackMode === "mixed") return undefined;
  const held = (facts.prefetch ?? settings.prefetch) || Infinity;
  const wasInWork = interruptedAt !== null && !isSilent(client, settings, interruptedAt);
  const ends = Math.max(0, starts - 1) + (wasInWork ? 1 : 0);
  const forgotten = delivered - acked - requeued - refused;
  const isForgetful = acked === 0 || facts.outOfOrderAcks > 0 || ends === 0;
  if (forgotten <= 0 || !isForgetful || (ends > 0 && forgotten <= ends * held)) return undefined;
  return finding("client-forgets-ack", { ...placeOf(client), forgotten, deliveries: delivered });
};

const severalAtOnce: Rule = (client, { workerConcurrency: concurrency }) => {
  const { lanes } = client.facts;
  return acknowledges(client) && lanes > concurrency
    ? finding("client-works-concurrently", { ...placeOf(client), lanes, concurrency })
    : undefined;
};

function isSilent({ facts }: Client, settings: TrialSettings, at: number): boolean {
  const longest = plannedCosts(settings).reduce((most, cost) => Math.max(most, cost), 0);
  return toMilliseconds(nanoseconds(at - facts.lastProgressAt)) > Math.max(SILENT_MS, SILENT_TASKS * longest);
}

const requeueLoop: Rule = (client) => {
  const [task, times] = [...client.facts.requeuesByTask].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0]);
  return times < REQUEUE_LOOP ? undefined : finding("client-requeues-again", { ...placeOf(client), task, times });
};

const stoppedConsuming: Rule = (client) =>
  client.cancelledEarly === 0
    ? undefined
    : finding("client-stopped-consuming", { ...placeOf(client), consumers: client.cancelledEarly });

const connectionPerMessage: Rule = (client) => {
  const { connections, published, delivered } = client.facts;
  const messages = published + delivered;
  return connections >= MANY_CONNECTIONS && connections > messages / 2
    ? finding("client-connects-per-message", { ...placeOf(client), connections, messages })
    : undefined;
};

const ignoredSigterm: Rule = (client, { graceMs }) =>
  client.ignoredSigterm ? finding("client-ignores-sigterm", { ...placeOf(client), graceMs }) : undefined;

const RULES: readonly Rule[] = [
  unlimitedPrefetch,
  otherPrefetch,
  otherAck,
  ackBeforeWork,
  forgottenAcks,
  severalAtOnce,
  requeueLoop,
  stoppedConsuming,
  connectionPerMessage,
  ignoredSigterm,
];

const limit = (prefetch: number): string => (prefetch === 0 ? "unlimited" : String(prefetch));

/** Milliseconds. */
function plannedCosts(settings: TrialSettings): number[] {
  const workload = createWorkload(settings);
  const tasks = Math.min(settings.tasks ?? SAMPLED_TASKS, SAMPLED_TASKS);
  return Array.from({ length: tasks }, (_, index) => toMilliseconds(workload.cost(index + 1)));
}
