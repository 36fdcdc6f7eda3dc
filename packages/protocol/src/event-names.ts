// The events of a history with names instead of numbers, for exports. event.ts describes the fields of each kind.
import { DeadLetterReason, EventFlag, EventKind, FailureOutcome, NodeAbsence, PhaseCode, Role } from "./event.ts";
import type { RecordCursor } from "./shard/record-cursor.ts";

export type FieldValue = number | string | boolean | null;

/** A name of a field, and how its value is derived from the number in the record. */
type Field = readonly [name: string, read: (value: number) => FieldValue];

/** The fields of a kind: what the numbers of its records mean. `flags` have the same meaning in all kinds of clients. */
interface Fields {
  readonly slot?: Field;
  readonly task?: Field;
  readonly other?: Field;
  readonly detail?: Field;
  readonly tag?: Field;
  readonly flags?: readonly Field[];
}

const number = (name: string): Field => [name, (value) => value];
const kibibytes = (name: string): Field => [name, (value) => value * 1024];
/** A duration, from nanoseconds. */
const micros = (name: string): Field => [name, (value) => value / 1e3];
const named = (name: string, codes: Readonly<Record<string, number>>): Field => {
  const names = new Map(Object.entries(codes).map(([word, code]) => [code, word]));
  return [name, (value) => names.get(value) ?? null];
};
/** A time of the host's clock, in nanoseconds; 0 means none. */
const time = (name: string): Field => [name, (value) => (value === 0 ? null : value)];
const flag = (name: string, bit: number): Field => [name, (value) => (value & bit) !== 0];

const SLOT = number("slot");
const TASK = number("task");
const TARGET_ROLE = named("targetRole", Role);
const ROLE: Field = [TARGET_ROLE[0], (value) => TARGET_ROLE[1](value & ~EventFlag.unread)];
const CLIENT: Fields = { slot: SLOT };
const OF_TASK: Fields = { slot: SLOT, task: TASK };
const TAG = number("deliveryTag");
const SPAWNED: Fields = {
  slot: number("targetProcess"),
  task: number("targetIncarnation"),
  flags: [ROLE],
};
const NODE: Fields = { slot: number("node"), task: number("fault"), detail: named("absence", NodeAbsence) };
const FAULT: Fields = { slot: number("targetProcess"), task: number("fault"), flags: [ROLE] };

type NamedKind = Exclude<keyof typeof EventKind, "sealed" | "closing">;

const FIELDS: Readonly<Record<NamedKind, Fields>> = {
  attempted: {
    ...OF_TASK,
    other: time("intendedNs"),
    detail: number("costMicros"),
    flags: [flag("heavy", EventFlag.heavy)],
  },
  handed: CLIENT,
  confirmed: OF_TASK,
  nacked: OF_TASK,
  returned: { ...OF_TASK, detail: number("replyCode") },
  finished: CLIENT,
  processed: CLIENT,
  begun: { ...CLIENT, other: time("scheduleBeganNs") },
  delivered: {
    ...OF_TASK,
    other: time("intendedNs"),
    detail: ["queue", (value) => (value === 0 ? null : value)],
    tag: TAG,
    flags: [flag("redelivered", EventFlag.redelivered)],
  },
  started: { ...OF_TASK, tag: TAG },
  completed: { ...OF_TASK, other: time("workBeganNs"), tag: TAG },
  failed: { ...OF_TASK, other: time("workBeganNs"), tag: TAG, detail: named("outcome", FailureOutcome) },
  consuming: CLIENT,
  cancelled: CLIENT,
  connected: { ...CLIENT, detail: number("uriIndex") },
  disconnected: { ...CLIENT, detail: number("replyCode") },
  closed: CLIENT,
  sampled: {
    other: number("cpuSeconds"),
    detail: kibibytes("residentBytes"),
    tag: number("stallMicros"),
    flags: [flag("atBegin", EventFlag.begin)],
  },
  blocked: CLIENT,
  unblocked: CLIENT,
  sent: { other: number("bytes") },
  received: { other: number("bytes") },
  phase: { detail: named("phase", PhaseCode) },
  spawned: { ...SPAWNED, detail: number("pid"), tag: number("agent") },
  exited: {
    ...SPAWNED,
    detail: number("exitCode"),
    tag: number("signal"),
    other: number("shardBytes"),
    flags: [ROLE, flag("unread", EventFlag.unread)],
  },
  agentLost: { slot: number("agent"), other: time("endedByNs") },
  faultBegan: FAULT,
  faultHealed: FAULT,
  depth: { detail: number("ready"), tag: number("consumers") },
  brokerSampled: { other: number("cpuSeconds"), detail: kibibytes("residentBytes") },
  queueSampled: { detail: number("ready"), tag: number("unacked"), other: number("bytes") },
  memorySampled: { other: number("bytes"), detail: kibibytes("binaryBytes") },
  brokerWrote: { other: number("bytes") },
  machineSampled: { other: number("cpuSeconds"), detail: number("cores"), tag: number("stolenMs") },
  orchestratorSampled: { other: number("cpuSeconds") },
  clockExchanged: {
    slot: number("agent"),
    other: micros("offsetMicros"),
    detail: micros("roundTripMicros"),
    tag: micros("answerMicros"),
  },
  settled: { detail: number("ready"), tag: number("unacked") },
  queueLeft: { slot: number("queue"), detail: number("ready") },
  nodeDown: NODE,
  nodeUp: NODE,
  leaderSeen: {
    slot: ["node", (value) => (value === 0 ? null : value)],
    task: ["queue", (value) => Math.max(1, value)],
    other: time("answeredNs"),
  },
  deadLettered: { ...OF_TASK, detail: named("reason", DeadLetterReason) },
};

const RECORD_FIELDS = ["slot", "task", "other", "detail", "tag"] as const;

const BY_KIND: ReadonlyMap<number, readonly [name: string, fields: Fields]> = new Map(
  Object.entries(FIELDS).map(([name, fields]) => [EventKind[name as NamedKind], [name, fields]]),
);

const fieldsOf = (fields: Fields): Field[] => [
  ...RECORD_FIELDS.flatMap((key) => (fields[key] === undefined ? [] : [fields[key]])),
  ...(fields.flags ?? []),
];

/** The names of the fields of all events, each once. */
export const EVENT_FIELDS: readonly string[] = [
  ...new Set(Object.values(FIELDS).flatMap((fields) => fieldsOf(fields).map(([name]) => name))),
];

export interface NamedEvent {
  /** Name of the kind; `kind-200` for one that this version does not know. */
  readonly event: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/** The record at the cursor. */
export function namedEvent(record: RecordCursor): NamedEvent {
  const [event, fields] = BY_KIND.get(record.kind) ?? [`kind-${record.kind}`, {}];
  const values: Record<string, FieldValue> = {};
  for (const key of RECORD_FIELDS) {
    const field = fields[key];
    if (field !== undefined) values[field[0]] = field[1](record[key]);
  }
  for (const [name, read] of fields.flags ?? []) values[name] = read(record.flags);
  return { event, fields: values };
}

const ROLE_NAMES = new Map<number, string>(Object.entries(Role).map(([name, role]) => [role, name]));

export const roleName = (role: Role): string => ROLE_NAMES.get(role) ?? `role-${role}`;
