// Parses a fault: `kill:worker:1@2s,every=3s,restart=never`. Whether it is possible in the trial is checked in
// ../rules/faults/fault-rules.ts.
import {
  type Fault,
  type FaultKind,
  type FaultRole,
  type FleetRole,
  FAULT_KINDS,
  FAULT_ROLES,
  kindsOfRole,
  NODE_PARTS,
  ROLES_OF_KIND,
} from "@fairhare/workload";
import { type Complain, DURATION_LIMITS, readMilliseconds, readSettings, unitMissing } from "./fault-settings.ts";
import type { Given } from "../options/given.ts";
import type { PlanProblems } from "../mistakes/mistake.ts";
import { FAULT_SYNTAX } from "../options/faults.ts";
import { didYouMean } from "../mistakes/suggest.ts";

const MAX_JOINS = 100;

/** `undefined` when any part is invalid; reports all mistakes. */
export function parseFault(given: Given<string>, problems: PlanProblems): Given<Fault> | undefined {
  let isSound = true;
  const complain: Complain = (message) => {
    isSound = false;
    problems.mistake(given.place, message);
  };
  const text = given.value.trim();
  const [what = "", ...after] = text.split("@");
  const [when = "", ...settings] = after.join("@").split(",");

  const target = readTarget(what.trim(), complain);
  const atMs = after.length === 0 ? noTime(what.trim(), complain) : readTime(when.trim(), complain);
  const read = readSettings(settings, target, complain);
  if (target === undefined || !isSound || atMs === undefined) return undefined;
  const { owner, ...hit } = target;
  const { byMs, bytesPerSecond, ...timing } = read;
  const connection = target.role === "connection" ? { connection: { owner, byMs, bytesPerSecond } } : {};
  return { ...given, value: { text, ...hit, atMs, ...timing, ...connection } };
}

interface Target extends Pick<Fault, "kind" | "role" | "process" | "joins" | "part"> {
  /** The owner of the connection; null for any owner, and when the target is not a connection. */
  readonly owner: FleetRole | null;
}

/** `kill:worker:1`, `restart:broker`, `cut:connection:producer:2`. */
function readTarget(what: string, complain: Complain): Target | undefined {
  const [first = "", second = "", ...others] = what.split(":").map((part) => part.trim());
  const kind = FAULT_KINDS.find((known) => known === first);
  const role = FAULT_ROLES.find((known) => known === second);
  if (kind === undefined) complain(unknownKind(first));
  if (second === "") complain(missingTarget(kind));
  else if (role === undefined) complain(unknownTarget(second, kind));
  else if (kind !== undefined && !ROLES_OF_KIND[kind].includes(role)) complain(wrongTarget(kind, role));
  const owner = role === "connection" ? readOwner(others.shift(), complain) : null;
  const [third, ...rest] = others;
  if (kind === "add" && role === "worker") {
    const joins = readJoins(third, complain);
    if (rest.length > 0) complain(`":${rest.join(":")}" is not part of a fault. Use for example add:worker:2@4s.`);
    return joins === undefined ? undefined : { kind, role, process: null, joins, owner: null };
  }
  const part = role === "node" ? NODE_PARTS.find((known) => known === third) : undefined;
  if (part === "majority" && kind === "partition") complain(NO_MAJORITY_CUT);
  const process = owner === undefined ? undefined : part ? null : readProcess(third, owner ?? role, complain);
  if (rest.length > 0) complain(`":${rest.join(":")}" is not part of a fault. Use ${FAULT_SYNTAX}.`);
  if (kind === undefined || role === undefined || process === undefined || owner === undefined) return undefined;
  return { kind, role, process, owner, ...(part === undefined ? {} : { part }) };
}

const NO_MAJORITY_CUT =
  "A partition separates one node from all others. Use partition:node:leader, partition:node:follower or a number.";

/** Null when no owner is named, so that one is chosen at random; `undefined` when the text is not valid. */
function readOwner(text: string | undefined, complain: Complain): FleetRole | null | undefined {
  if (text === undefined || text === "worker" || text === "producer") return text ?? null;
  complain(
    `"${text}" is not a valid owner of a connection. Use connection:worker, connection:producer, either with a number, or connection.${didYouMean(text, ["worker", "producer"])}`,
  );
  return undefined;
}

function unknownKind(word: string): string {
  if (word === "")
    return `The kind of fault is missing. Use ${FAULT_SYNTAX}, where KIND is ${list(FAULT_KINDS, "or")}.`;
  if (ALARMS.has(word)) return `Unknown fault ${word}. Use memory-alarm:broker or disk-alarm:broker.`;
  return `Unknown fault ${word}. Use ${list(FAULT_KINDS, "or")}.${didYouMean(word, FAULT_KINDS)}`;
}

/** Likely wrong names of the alarms. */
const ALARMS: ReadonlySet<string> = new Set(["alarm", "memory", "disk"]);

function missingTarget(kind: FaultKind | undefined): string {
  const roles = kind === undefined ? FAULT_ROLES : ROLES_OF_KIND[kind];
  return `The target is missing. ${kind ?? "A fault"} takes ${list(roles, "or")}: ${kind ?? "kill"}:${roles[0]}@2s.`;
}

function unknownTarget(word: string, kind: FaultKind | undefined): string {
  const roles = kind === undefined ? FAULT_ROLES : ROLES_OF_KIND[kind];
  return `Unknown target ${word}. ${kind ?? "A fault"} takes ${list(roles, "or")}.${didYouMean(word, roles)}`;
}

function wrongTarget(kind: FaultKind, role: FaultRole): string {
  const hint =
    kind === "restart" && (role === "worker" || role === "producer")
      ? ` Fairhare restarts a killed ${role} itself; use restart=D to delay the restart.`
      : "";
  return `${kind} takes ${list(ROLES_OF_KIND[kind], "or")}, and a ${role} takes ${list(kindsOfRole(role), "or")}.${hint}`;
}

/** Null when no process is named, so that one is chosen at random; `undefined` when the text is not valid. */
function readProcess(
  text: string | undefined,
  role: FaultRole | undefined,
  complain: Complain,
): number | null | undefined {
  if (text === undefined) return null;
  if (role === "broker") {
    const hint =
      (NODE_PARTS as readonly string[]).includes(text) || /^\d+$/.test(text)
        ? ` A node of a cluster is node:${text}.`
        : "";
    complain(`There is only one broker. Remove ":${text}".${hint}`);
    return undefined;
  }
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  if (role === "node") {
    complain(
      `"${text}" is not a node of the cluster. Use a number from 1, leader, follower, majority, or none to choose a running node at random.${didYouMean(text, NODE_PARTS)}`,
    );
    return undefined;
  }
  complain(
    `"${text}" is not a valid ${role === "agent" ? "agent" : "process"} number. Use a number from 1, such as ${role ?? "worker"}:1, or none to choose ${role === "agent" ? "an agent" : "a running process"} at random.`,
  );
  return undefined;
}

/** The number of workers to add; 1 when none is given. */
function readJoins(text: string | undefined, complain: Complain): number | undefined {
  const joins = /^\d{1,9}$/.test(text ?? "1") ? Number(text ?? 1) : 0;
  if (joins >= 1 && joins <= MAX_JOINS) return joins;
  complain(`"${text}" is not a valid number of workers. Use 1 to ${MAX_JOINS}, such as add:worker:2@4s.`);
  return undefined;
}

function noTime(what: string, complain: Complain): undefined {
  complain(`The time is missing. Use for example ${what || "kill:worker"}@2s, two seconds after publishing starts.`);
}

function readTime(text: string, complain: Complain): number | undefined {
  const atMs = readMilliseconds(text);
  if (atMs === undefined)
    complain(`"${text}" after the @ is not a valid time. Must be ${DURATION_LIMITS}.${unitMissing(text)}`);
  return atMs;
}

/** `worker, producer or broker`. */
function list(words: readonly string[], conjunction: "or" | "and"): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}
