// Rules of faults: conflicts with other settings and with each other.
import { formatDuration, fromMilliseconds } from "@fairhare/core";
import { comesWithWorkers, type Fault, hitsNodes, isAlarm, needsProxy, takesNodesDown } from "@fairhare/workload";
import { whyBrokerIsSafe, whyNoProxy } from "../../faults/fault-abilities.ts";
import { isExplicit } from "../../options/given.ts";
import { downMs, overlap } from "./fault-overlap.ts";
import { fleetRoleOf, joinsOf, nameOf, processesOf } from "./fault-target.ts";
import { refuse, type Rule } from "../rule.ts";

/** Upper limit of the time a private RabbitMQ takes to start; measured: 5 to 15 s. */
const BROKER_START_MS = 15_000;

const processExists: Rule = ({ settings, cell, faults, problems }) => {
  for (const given of faults) {
    const { process } = given.value;
    const role = fleetRoleOf(given.value);
    if (role === null || process === null) continue;
    const there = processesOf(role, settings) + (role === "worker" ? joinsOf(settings) : 0);
    if (process <= there) continue;
    const fleet = role === "producer" ? [cell.producers] : [cell.workers, packing(cell.workersPerProcess)];
    const hint = there === 1 ? "Use number 1" : `Use a number from 1 to ${there}`;
    refuse(
      problems,
      [given, ...fleet],
      `There ${there === 1 ? `is 1 ${role} process` : `are ${there} ${role} processes`}. ${hint}, or none to choose a process at random.`,
    );
  }
};

const endsBeforeItRecurs: Rule = ({ faults, problems }) => {
  for (const given of faults) {
    const { everyMs, forMs } = given.value;
    if (everyMs !== null && forMs !== null && everyMs <= forMs)
      refuse(
        problems,
        [given],
        `The fault would start again before it ends. Set every (${spoken(everyMs)}) longer than for (${spoken(forMs)}).`,
      );
  }
};

const oneAtATime: Rule = ({ settings, faults, problems }) => {
  faults.forEach((one, index) => {
    for (const other of faults.slice(index + 1)) {
      const atMs = overlap(one.value, other.value, settings);
      if (atMs !== null)
        refuse(
          problems,
          [one, other],
          `Both faults would affect ${nameOf(one.value, settings)} at ${spoken(atMs)}. Set them further apart, or make them shorter.`,
        );
    }
  });
};

const brokerIsOurs: Rule = ({ cell: { broker, uri }, faults, problems }) => {
  const named = broker?.value ?? "auto";
  // --uri names a running broker, unless --broker asks for another one.
  const provider = named === "auto" && isExplicit(uri) ? "external" : named;
  if (provider === "auto") return;
  for (const given of faults) {
    const reason = whyBrokerIsSafe(provider, given.value);
    if (reason !== null) refuse(problems, [given, named === "auto" ? uri : broker], reason);
  }
};

const addressIsPlain: Rule = ({ cell: { uri }, faults, problems }) => {
  const reason = isExplicit(uri) ? whyNoProxy(uri.value) : null;
  for (const given of faults) if (reason !== null && needsProxy(given.value)) refuse(problems, [given, uri], reason);
};

const noteLateFault: Rule = ({ settings: { timeSeconds, backlog }, cell: { time }, faults, problems }) => {
  if (timeSeconds === null || time?.standsIn) return;
  for (const { value, place } of faults)
    if (value.atMs >= timeSeconds * 1_000 && !(backlog && comesWithWorkers(value)))
      problems.warning(`${place} occurs after the end of publishing (${time?.place ?? "--time"}).`);
};

const noteNobodyLeft: Rule = ({ settings, cell: { workers }, faults, problems }) => {
  const processes = processesOf("worker", settings) + joinsOf(settings);
  const final = faults.filter(({ value }) => value.role === "worker" && isFinal(value));
  const gone = new Set(final.map(({ value }) => value.process).filter((process) => process !== null));
  const picked = final.filter(({ value }) => value.process === null);
  const isEndless = picked.some(({ value }) => value.everyMs !== null);
  if (final.length > 0 && !workers?.standsIn && (isEndless || gone.size + picked.length >= processes))
    problems.warning(
      `${final.map(({ place }) => place).join(" and ")} may leave no worker running. The run would then end early with verdict unknown.`,
    );
};

const noteSingleDeath: Rule = ({ faults, problems }) => {
  for (const { value, place } of faults)
    if (value.everyMs !== null && value.process !== null && isFinal(value))
      problems.warning(`${place} happens only once: with restart=never, the process does not run again.`);
};

const noteStartingBroker: Rule = ({ faults, problems }) => {
  const broken = faults
    .filter(({ value }) => value.role === "broker" || value.role === "node")
    .toSorted((a, b) => a.value.atMs - b.value.atMs);
  const hurry = (place: string): void =>
    problems.warning(
      `${place} may occur before the broker is ready: it takes up to ${spoken(BROKER_START_MS)} to start. Allow more time in between.`,
    );
  broken.forEach(({ value, place }, index) => {
    const next = broken[index + 1];
    // An alarm leaves the broker running, and so do a pause and a partition.
    if (isAlarm(value) || (hitsNodes(value) && !takesNodesDown(value))) return;
    if (value.everyMs !== null && value.everyMs < downMs(value) + BROKER_START_MS) hurry(`The recurrence of ${place}`);
    if (next && next.value.atMs < value.atMs + downMs(value) + BROKER_START_MS) hurry(next.place);
  });
};

const noteLostHeartbeats: Rule = ({ settings: { heartbeatSeconds }, cell: { heartbeat }, faults, problems }) => {
  if (heartbeatSeconds === 0) return;
  const patienceMs = 2_000 * heartbeatSeconds;
  for (const { value, place } of faults)
    if (value.kind === "stall" && (value.forMs ?? 0) >= patienceMs)
      problems.warning(
        `${place} lasts at least two heartbeats (${heartbeat?.place ?? "--heartbeat"}): broker and client close a silent connection after ${spoken(patienceMs)}.`,
      );
};

const noteUnansweredPublishes: Rule = ({ settings, cell: { onUnknown }, problems }) => {
  if (settings.onUnknown === "republish" && settings.confirmWindow === 0 && isExplicit(onUnknown))
    problems.withoutEffect(
      onUnknown,
      `${onUnknown.place} has no effect without publisher confirms. Add --durability confirmed.`,
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

const packing = <T extends { readonly value: number }>(given: T | undefined): T | undefined =>
  given !== undefined && given.value > 1 ? given : undefined;

const spoken = (ms: number): string => formatDuration(fromMilliseconds(ms));
