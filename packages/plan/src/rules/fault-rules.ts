// What faults must not be together with the rest of a trial, or with each other, and what of them surprises.
import { formatDuration, fromMilliseconds } from "@fairhare/core";
import {
  comesWithWorkers,
  type Fault,
  type FleetRole,
  isAlarm,
  needsOwnBroker,
  needsProxy,
  workerProcesses,
  type TrialSettings,
} from "@fairhare/workload";
import { BROKER_FAULTS_HINT, whyBrokerIsSafe, whyNoProxy } from "../faults/fault-abilities.ts";
import { isExplicit } from "../options/given.ts";
import { refuse, type Rule } from "./rule.ts";

/** Recurrences that are looked at for an overlap. */
const COMPARED_RECURRENCES = 10_000;
/** A private RabbitMQ serves 5 to 15 seconds after it was started. */
const BROKER_START_MS = 15_000;

const processExists: Rule = ({ settings, cell, faults, findings }) => {
  for (const given of faults) {
    const { process } = given.value;
    const role = fleetRoleOf(given.value);
    if (role === null || process === null) continue;
    const there = processesOf(role, settings) + (role === "worker" ? joinsOf(settings) : 0);
    if (process <= there) continue;
    const fleet = role === "producer" ? [cell.producers] : [cell.workers, packing(cell.workersPerProcess)];
    const hint = there === 1 ? "Name number 1" : `Name one from 1 to ${there}`;
    refuse(
      findings,
      [given, ...fleet],
      `There ${there === 1 ? `is 1 ${role} process` : `are ${there} ${role} processes`}. ${hint}, or leave the number out to have one picked.`,
    );
  }
};

const endsBeforeItRecurs: Rule = ({ faults, findings }) => {
  for (const given of faults) {
    const { everyMs, forMs } = given.value;
    if (everyMs !== null && forMs !== null && everyMs <= forMs)
      refuse(
        findings,
        [given],
        `It would begin again before it is over: every (${spoken(everyMs)}) has to be longer than for (${spoken(forMs)}).`,
      );
  }
};

const oneAtATime: Rule = ({ settings, faults, findings }) => {
  faults.forEach((one, index) => {
    for (const other of faults.slice(index + 1)) {
      const atMs = meetSameTarget(one.value, other.value, settings) ? overlap(one.value, other.value, settings) : null;
      if (atMs !== null)
        refuse(
          findings,
          [one, other],
          `Both would be at the ${nameOf(one.value, settings)} at ${spoken(atMs)}. Set them further apart, or make them shorter.`,
        );
    }
  });
};

const brokerIsOurs: Rule = ({ cell: { broker, uri }, faults, findings }) => {
  const named = broker?.value ?? "auto";
  // A URI is always that of a running broker, unless another one is asked for by name.
  const provider = named === "auto" && isExplicit(uri) ? "external" : named;
  if (provider === "auto") return;
  const reason = whyBrokerIsSafe(provider);
  for (const given of faults)
    if (reason !== null && needsOwnBroker(given.value))
      refuse(findings, [given, named === "auto" ? uri : broker], `${reason} ${BROKER_FAULTS_HINT}`);
};

const addressIsPlain: Rule = ({ cell: { uri }, faults, findings }) => {
  const reason = isExplicit(uri) ? whyNoProxy(uri.value) : null;
  for (const given of faults) if (reason !== null && needsProxy(given.value)) refuse(findings, [given, uri], reason);
};

const noteLateFault: Rule = ({ settings: { timeSeconds, backlog }, cell: { time }, faults, findings }) => {
  if (timeSeconds === null || time?.standsIn) return;
  for (const { value, place } of faults)
    if (value.atMs >= timeSeconds * 1_000 && !(backlog && comesWithWorkers(value)))
      findings.warning(`${place} comes when the publishing is over (${time?.place ?? "--time"}).`);
};

const noteNobodyLeft: Rule = ({ settings, cell: { workers }, faults, findings }) => {
  const processes = processesOf("worker", settings) + joinsOf(settings);
  const final = faults.filter(({ value }) => value.role === "worker" && isFinal(value));
  const gone = new Set(final.map(({ value }) => value.process).filter((process) => process !== null));
  const picked = final.filter(({ value }) => value.process === null);
  const isEndless = picked.some(({ value }) => value.everyMs !== null);
  if (final.length > 0 && !workers?.standsIn && (isEndless || gone.size + picked.length >= processes))
    findings.warning(
      `${final.map(({ place }) => place).join(" and ")} may leave no worker to finish the tasks; then the run is cut short, and its verdict is unknown.`,
    );
};

const noteSingleDeath: Rule = ({ faults, findings }) => {
  for (const { value, place } of faults)
    if (value.everyMs !== null && value.process !== null && isFinal(value))
      findings.warning(`${place} happens once: under restart=never there is nothing left to ${value.kind} again.`);
};

const noteStartingBroker: Rule = ({ faults, findings }) => {
  const broken = faults.filter(({ value }) => value.role === "broker").toSorted((a, b) => a.value.atMs - b.value.atMs);
  const hurry = (place: string): void =>
    findings.warning(
      `${place} may come before the broker serves again: it takes up to ${spoken(BROKER_START_MS)} to start. Leave it more time in between.`,
    );
  broken.forEach(({ value, place }, index) => {
    const next = broken[index + 1];
    // An alarm leaves the broker running.
    if (isAlarm(value)) return;
    if (value.everyMs !== null && value.everyMs < downMs(value) + BROKER_START_MS) hurry(`${place} again`);
    if (next && next.value.atMs < value.atMs + downMs(value) + BROKER_START_MS) hurry(next.place);
  });
};

const noteLostHeartbeats: Rule = ({ settings: { heartbeatSeconds }, cell: { heartbeat }, faults, findings }) => {
  if (heartbeatSeconds === 0) return;
  const patienceMs = 2_000 * heartbeatSeconds;
  for (const { value, place } of faults)
    if (value.kind === "stall" && (value.forMs ?? 0) >= patienceMs)
      findings.warning(
        `${place} lasts as long as two heartbeats or longer (${heartbeat?.place ?? "--heartbeat"}): after ${spoken(patienceMs)} broker and client give such a connection up.`,
      );
};

const noteUnansweredPublishes: Rule = ({ settings, cell: { onUnknown }, findings }) => {
  if (settings.onUnknown === "republish" && settings.confirmWindow === 0 && isExplicit(onUnknown))
    findings.warning(
      `${onUnknown.place} has no effect without publisher confirms: no publish waits for an answer. Add --durability confirmed.`,
    );
};

export const FAULT_RULES: readonly Rule[] = [
  processExists,
  endsBeforeItRecurs,
  oneAtATime,
  brokerIsOurs,
  addressIsPlain,
  noteLateFault,
  noteNobodyLeft,
  noteSingleDeath,
  noteStartingBroker,
  noteLostHeartbeats,
  noteUnansweredPublishes,
];

const isFinal = ({ kind, restartAfterMs }: Fault): boolean =>
  (kind === "kill" || kind === "quit") && restartAfterMs === null;

/** Whose process or connection it hits, or one of either; null when it hits the broker. */
const fleetRoleOf = ({ role, connection }: Pick<Fault, "role" | "connection">): FleetRole | null =>
  role === "worker" || role === "producer" ? role : (connection?.owner ?? null);

const processesOf = (role: FleetRole, { workers, workersPerProcess, producers }: TrialSettings): number =>
  role === "producer" ? producers : workerProcesses({ workers, workersPerProcess });

/** At least so many workers join in mid-run, each in a process of its own. */
const joinsOf = ({ faults }: TrialSettings): number => faults.reduce((sum, { joins = 0 }) => sum + joins, 0);

const packing = <T extends { readonly value: number }>(given: T | undefined): T | undefined =>
  given !== undefined && given.value > 1 ? given : undefined;

/** Only what is certain: one that is picked at random may be another one than the named. */
function meetSameTarget(one: Fault, other: Fault, settings: TrialSettings): boolean {
  if (one.role !== other.role) return false;
  if (one.role === "broker") return true;
  // A killed worker may well have been frozen; two freezes of one process undo each other, as do two holds on a line.
  if (one.role !== "connection" && (one.kind !== "stop" || other.kind !== "stop")) return false;
  if (fleetRoleOf(one) !== fleetRoleOf(other)) return false;
  const process = seatOf(one, settings);
  return process !== null && process === seatOf(other, settings);
}

/** Where there is one process only, it is the one that is picked. */
function seatOf(fault: Pick<Fault, "role" | "process" | "connection">, settings: TrialSettings): number | null {
  const role = fleetRoleOf(fault);
  if (role === null) return fault.role === "broker" ? 1 : null;
  return fault.process ?? (processesOf(role, settings) === 1 ? 1 : null);
}

/** The first moment at which both are at work, in ms, as far as is known before the run; null when there is none. */
function overlap(one: Fault, other: Fault, settings: TrialSettings): number | null {
  // Workers that are let in late have a time of their own, and nobody knows its length.
  const knownMs = settings.backlog && comesWithWorkers(one) ? 0 : publishingMs(settings);
  const untilMs = Math.max(knownMs, one.atMs, other.atMs);
  const moments = [startIn(one, other, untilMs), startIn(other, one, untilMs)].filter((atMs) => atMs !== null);
  return moments.length === 0 ? null : Math.min(...moments);
}

/** The first start of `one` while `other` lasts. */
function startIn(one: Fault, other: Fault, untilMs: number): number | null {
  const starts = recurrences(one, untilMs);
  for (let i = 0; i <= Math.min(starts, COMPARED_RECURRENCES); i++) {
    const atMs = one.atMs + i * (one.everyMs ?? 0);
    if (atMs < other.atMs) continue;
    const turn =
      other.everyMs === null
        ? 0
        : Math.min(Math.floor((atMs - other.atMs) / other.everyMs), recurrences(other, untilMs));
    const sinceMs = atMs - (other.atMs + turn * (other.everyMs ?? 0));
    if (sinceMs === 0 || sinceMs < downMs(other)) return atMs;
  }
  return null;
}

/** How often it comes again. */
const recurrences = ({ atMs, everyMs }: Fault, untilMs: number): number =>
  everyMs === null || atMs > untilMs ? 0 : Math.floor((untilMs - atMs) / everyMs);

/** How long the target is away. */
const downMs = ({ forMs, restartAfterMs, role }: Fault): number =>
  forMs ?? restartAfterMs ?? (role === "connection" ? 0 : Infinity);

/** The least that the publishing takes; 0 where only the broker's speed decides. */
function publishingMs({ tasks, timeSeconds, ratePerSecond, producers }: TrialSettings): number {
  const paced = tasks === null || ratePerSecond === null ? null : tasks / (ratePerSecond * producers);
  if (timeSeconds === null) return (paced ?? 0) * 1_000;
  // With an open rate the tasks may run out before the time does.
  return Math.min(timeSeconds, paced ?? (tasks === null ? timeSeconds : 0)) * 1_000;
}

function nameOf(fault: Fault, settings: TrialSettings): string {
  if (fault.role === "broker") return fault.role;
  const process = `${fleetRoleOf(fault) ?? ""} ${seatOf(fault, settings) ?? ""}`.trim();
  return fault.role === "connection" ? `connection of ${process}` : process;
}

const spoken = (ms: number): string => formatDuration(fromMilliseconds(ms));
