// Rules of faults: conflicts with other settings and with each other.
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

/** Maximum number of recurrences that are checked for an overlap. */
const COMPARED_RECURRENCES = 10_000;
/** Upper limit of the time a private RabbitMQ takes to start; measured: 5 to 15 s. */
const BROKER_START_MS = 15_000;

const processExists: Rule = ({ settings, cell, faults, findings }) => {
  for (const given of faults) {
    const { process } = given.value;
    const role = fleetRoleOf(given.value);
    if (role === null || process === null) continue;
    const there = processesOf(role, settings) + (role === "worker" ? joinsOf(settings) : 0);
    if (process <= there) continue;
    const fleet = role === "producer" ? [cell.producers] : [cell.workers, packing(cell.workersPerProcess)];
    const hint = there === 1 ? "Use number 1" : `Use a number from 1 to ${there}`;
    refuse(
      findings,
      [given, ...fleet],
      `There ${there === 1 ? `is 1 ${role} process` : `are ${there} ${role} processes`}. ${hint}, or none to choose a process at random.`,
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
        `The fault would start again before it ends. Set every (${spoken(everyMs)}) longer than for (${spoken(forMs)}).`,
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
          `Both faults would affect ${nameOf(one.value, settings)} at ${spoken(atMs)}. Set them further apart, or make them shorter.`,
        );
    }
  });
};

const brokerIsOurs: Rule = ({ cell: { broker, uri }, faults, findings }) => {
  const named = broker?.value ?? "auto";
  // --uri names a running broker, unless --broker asks for another one.
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
      findings.warning(`${place} occurs after the end of publishing (${time?.place ?? "--time"}).`);
};

const noteNobodyLeft: Rule = ({ settings, cell: { workers }, faults, findings }) => {
  const processes = processesOf("worker", settings) + joinsOf(settings);
  const final = faults.filter(({ value }) => value.role === "worker" && isFinal(value));
  const gone = new Set(final.map(({ value }) => value.process).filter((process) => process !== null));
  const picked = final.filter(({ value }) => value.process === null);
  const isEndless = picked.some(({ value }) => value.everyMs !== null);
  if (final.length > 0 && !workers?.standsIn && (isEndless || gone.size + picked.length >= processes))
    findings.warning(
      `${final.map(({ place }) => place).join(" and ")} may leave no worker running. The run would then end early with verdict unknown.`,
    );
};

const noteSingleDeath: Rule = ({ faults, findings }) => {
  for (const { value, place } of faults)
    if (value.everyMs !== null && value.process !== null && isFinal(value))
      findings.warning(`${place} happens only once: with restart=never, the process does not run again.`);
};

const noteStartingBroker: Rule = ({ faults, findings }) => {
  const broken = faults.filter(({ value }) => value.role === "broker").toSorted((a, b) => a.value.atMs - b.value.atMs);
  const hurry = (place: string): void =>
    findings.warning(
      `${place} may occur before the broker is ready: it takes up to ${spoken(BROKER_START_MS)} to start. Allow more time in between.`,
    );
  broken.forEach(({ value, place }, index) => {
    const next = broken[index + 1];
    // An alarm leaves the broker running.
    if (isAlarm(value)) return;
    if (value.everyMs !== null && value.everyMs < downMs(value) + BROKER_START_MS) hurry(`The recurrence of ${place}`);
    if (next && next.value.atMs < value.atMs + downMs(value) + BROKER_START_MS) hurry(next.place);
  });
};

const noteLostHeartbeats: Rule = ({ settings: { heartbeatSeconds }, cell: { heartbeat }, faults, findings }) => {
  if (heartbeatSeconds === 0) return;
  const patienceMs = 2_000 * heartbeatSeconds;
  for (const { value, place } of faults)
    if (value.kind === "stall" && (value.forMs ?? 0) >= patienceMs)
      findings.warning(
        `${place} lasts at least two heartbeats (${heartbeat?.place ?? "--heartbeat"}): broker and client close a silent connection after ${spoken(patienceMs)}.`,
      );
};

const noteUnansweredPublishes: Rule = ({ settings, cell: { onUnknown }, findings }) => {
  if (settings.onUnknown === "republish" && settings.confirmWindow === 0 && isExplicit(onUnknown))
    findings.warning(`${onUnknown.place} has no effect without publisher confirms. Add --durability confirmed.`);
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

/** The role whose process or connection is the target; null for the broker, and for a connection of either role. */
const fleetRoleOf = ({ role, connection }: Pick<Fault, "role" | "connection">): FleetRole | null =>
  role === "worker" || role === "producer" ? role : (connection?.owner ?? null);

const processesOf = (role: FleetRole, { workers, workersPerProcess, producers }: TrialSettings): number =>
  role === "producer" ? producers : workerProcesses({ workers, workersPerProcess });

/** Minimum number of workers that are added during the run, each in its own process. */
const joinsOf = ({ faults }: TrialSettings): number => faults.reduce((sum, { joins = 0 }) => sum + joins, 0);

const packing = <T extends { readonly value: number }>(given: T | undefined): T | undefined =>
  given !== undefined && given.value > 1 ? given : undefined;

/** True only when it is certain: a random target may differ from a named one. */
function meetSameTarget(one: Fault, other: Fault, settings: TrialSettings): boolean {
  if (one.role !== other.role) return false;
  if (one.role === "broker") return true;
  // Killing a paused worker is possible; two pauses of one process, or two faults on one connection, undo each other.
  if (one.role !== "connection" && (one.kind !== "stop" || other.kind !== "stop")) return false;
  if (fleetRoleOf(one) !== fleetRoleOf(other)) return false;
  const process = seatOf(one, settings);
  return process !== null && process === seatOf(other, settings);
}

/** A random target is certain when there is only one process. */
function seatOf(fault: Pick<Fault, "role" | "process" | "connection">, settings: TrialSettings): number | null {
  const role = fleetRoleOf(fault);
  if (role === null) return fault.role === "broker" ? 1 : null;
  return fault.process ?? (processesOf(role, settings) === 1 ? 1 : null);
}

/** The first time at which both faults are active, in ms, as far as it is known before the run; null when there is none. */
function overlap(one: Fault, other: Fault, settings: TrialSettings): number | null {
  // With --backlog, the workers start after the publishing, and their phase has an unknown duration.
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

/** The number of recurrences. */
const recurrences = ({ atMs, everyMs }: Fault, untilMs: number): number =>
  everyMs === null || atMs > untilMs ? 0 : Math.floor((untilMs - atMs) / everyMs);

/** How long the target is unavailable, in ms. */
const downMs = ({ forMs, restartAfterMs, role }: Fault): number =>
  forMs ?? restartAfterMs ?? (role === "connection" ? 0 : Infinity);

/** A lower bound on the publishing time, in ms; 0 when it depends only on the speed of the broker. */
function publishingMs({ tasks, timeSeconds, ratePerSecond, producers }: TrialSettings): number {
  const paced = tasks === null || ratePerSecond === null ? null : tasks / (ratePerSecond * producers);
  if (timeSeconds === null) return (paced ?? 0) * 1_000;
  // With an unlimited rate, the tasks may end before the time.
  return Math.min(timeSeconds, paced ?? (tasks === null ? timeSeconds : 0)) * 1_000;
}

function nameOf(fault: Fault, settings: TrialSettings): string {
  if (fault.role === "broker") return "the broker";
  const process = `${fleetRoleOf(fault) ?? ""} ${seatOf(fault, settings) ?? ""}`.trim();
  return fault.role === "connection" ? `the connection of ${process}` : process;
}

const spoken = (ms: number): string => formatDuration(fromMilliseconds(ms));
