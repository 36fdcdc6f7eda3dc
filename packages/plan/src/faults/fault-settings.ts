// Parses the settings after the time of a fault: `every=3s,for=1s,restart=never,by=50ms,rate=10000`.
import { parseDuration, toMilliseconds } from "@fairhare/core";
import { type ConnectionTarget, type Fault, type FaultKind, type FaultRole, FAULT_KINDS } from "@fairhare/workload";
import { didYouMean } from "../mistakes/suggest.ts";

export type Complain = (message: string) => void;

/** The target decides which settings are valid. */
type Target = Pick<Fault, "kind" | "role"> & Pick<ConnectionTarget, "owner">;

export type FaultSettings = Pick<Fault, "everyMs" | "forMs" | "restartAfterMs"> & Omit<ConnectionTarget, "owner">;

/** One day, the maximum of --time. */
const MAX_FAULT_MS = 86_400_000;
/** Milliseconds; a process takes longer to start. */
const MIN_EVERY_MS = 10;
/** Milliseconds; a new worker uses more than 0.1 s of CPU to start, and the earlier ones keep running. */
const MIN_EVERY_OF_ADD_MS = 1_000;
export const DURATION_LIMITS = "a duration of at most 1440m with a unit, such as 500ms, 2s or 1m";

/** An AMQP frame has kilobytes: below this rate, one frame takes minutes. */
const MIN_BYTES_PER_SECOND = 100;
const MAX_BYTES_PER_SECOND = 1e9;

const SETTING_NAMES = ["every", "for", "restart", "by", "rate"] as const;
type SettingName = (typeof SETTING_NAMES)[number];

/** Without a valid target, only the mistakes that do not depend on the target are reported. */
export function readSettings(texts: readonly string[], target: Target | undefined, complain: Complain): FaultSettings {
  const written = readWritten(texts, complain);
  if (target === undefined) return NOTHING;
  const every = written.get("every");
  return {
    everyMs: every === undefined ? null : readLength("every", every, leastEvery(target), complain),
    forMs: readFor(target, written.get("for"), complain),
    restartAfterMs: readRestart(target, written.get("restart"), complain),
    byMs: readDelay(target, written.get("by"), complain),
    bytesPerSecond: readRate(target, written.get("rate"), complain),
  };
}

const leastEvery = ({ kind }: Target): number => (kind === "add" ? MIN_EVERY_OF_ADD_MS : MIN_EVERY_MS);

const NOTHING: FaultSettings = { everyMs: null, forMs: null, restartAfterMs: null, byMs: null, bytesPerSecond: null };

type WrittenSettings = ReadonlyMap<SettingName, string>;

function readWritten(texts: readonly string[], complain: Complain): WrittenSettings {
  const written = new Map<SettingName, string>();
  for (const text of texts) {
    const [name = "", ...value] = text.split("=").map((part) => part.trim());
    const known = SETTING_NAMES.find((setting) => setting === name);
    if (known === undefined)
      complain(
        name === ""
          ? "The fault contains an empty setting. Remove the extra comma."
          : `Unknown fault setting ${name}. Use every=D, for=D, restart=now|never|D, by=D or rate=N.${didYouMean(name, SETTING_NAMES)}` +
              (FAULT_KINDS.some((kind) => name.startsWith(`${kind}:`))
                ? " Use another --fault for another fault."
                : ""),
      );
    else if (value.join("=") === "") complain(`${known} has no value. Use for example ${EXAMPLES[known]}.`);
    else if (written.has(known)) complain(`${known} is given twice. Remove one.`);
    else written.set(known, value.join("="));
  }
  return written;
}

const EXAMPLES: Readonly<Record<SettingName, string>> = {
  every: "every=3s",
  for: "for=1s",
  restart: "restart=500ms",
  by: "by=50ms",
  rate: "rate=10000",
};

/** Faults that require `for`. For a cut it is optional. */
const LASTING: ReadonlySet<FaultKind> = new Set([
  "stop",
  "pause",
  "partition",
  "stall",
  "delay",
  "throttle",
  "memory-alarm",
  "disk-alarm",
]);
/** Faults that restart their target at once. */
const RESTARTING: ReadonlySet<FaultKind> = new Set(["restart", "rolling-restart"]);

function readFor({ kind, role, owner }: Target, text: string | undefined, complain: Complain): number | null {
  if (LASTING.has(kind) || kind === "cut") {
    if (text !== undefined) return readLength("for", text, 0, complain);
    if (kind === "cut") return null;
    const isOfBroker = role === "broker" || role === "node";
    const instead = isOfBroker ? `restart:${role}` : role === "connection" ? "cut:connection" : `kill:${role}`;
    const whose = owner === null ? "" : `:${owner}`;
    const hint = kind === "stop" || kind === "stall" ? `, or use ${instead}${whose}` : "";
    complain(`${kind} needs a duration. Add for=1s${hint}.`);
  } else if (text !== undefined) complain(noLength(kind, text));
  return null;
}

function noLength(kind: FaultKind, text: string): string {
  if (kind === "restart")
    return "restart has no duration: the broker restarts immediately. Remove for, or use stop:broker.";
  if (kind === "rolling-restart")
    return "rolling-restart has no duration: each node restarts immediately. Remove for, or use stop:node.";
  if (kind === "close") return "close has no duration: the broker accepts a new connection immediately. Remove for.";
  if (kind === "add")
    return "An added worker stays until the end of the run. Remove for; use kill:worker or quit:worker to end a worker.";
  return `${kind} has no duration. Remove for; use restart=${text} to delay the restart.`;
}

function readRestart({ kind, role }: Target, text: string | undefined, complain: Complain): number | null {
  if (LASTING.has(kind) || role === "connection" || RESTARTING.has(kind)) {
    if (text !== undefined)
      complain(
        `${whyNoRestart(kind, role)} Remove restart${kind === "restart" ? `, or use stop:${role} with for=D` : ""}.`,
      );
    return RESTARTING.has(kind) ? 0 : null;
  }
  if (kind === "add") {
    if (text !== undefined) complain("An added worker starts once. Remove restart.");
    return null;
  }
  if (role === "agent") {
    if (text !== undefined && text !== "never") complain("An agent does not come back in the run. Remove restart.");
    return null;
  }
  if (text === undefined || text === "now") return 0;
  if (text !== "never") {
    const afterMs = readMilliseconds(text);
    if (afterMs === undefined)
      complain(
        `restart=${text}: Must be now, never, or ${DURATION_LIMITS}.${unitMissing(text)}${didYouMean(text, ["now", "never"])}`,
      );
    return afterMs ?? null;
  }
  if (role === "broker")
    complain("A run cannot end without a broker. Use restart=D to delay the restart, or remove restart.");
  if (role === "node")
    complain("A run ends with all nodes of the cluster. Use restart=D to delay the restart, or remove restart.");
  return null;
}

function whyNoRestart(kind: FaultKind, role: FaultRole): string {
  if (kind === "restart") return `The ${role} restarts immediately.`;
  if (kind === "rolling-restart") return "Each node restarts immediately.";
  return role === "connection" ? "The client reopens its connection itself." : `A ${kind} ends after its for.`;
}

function readDelay({ kind }: Target, text: string | undefined, complain: Complain): number | null {
  if (kind === "delay") {
    if (text !== undefined) return readLength("by", text, 0, complain);
    complain("delay needs the delay in each direction. Add by=50ms.");
  } else if (text !== undefined) complain(`Only delay takes by. Remove it from ${kind}.`);
  return null;
}

function readRate({ kind }: Target, text: string | undefined, complain: Complain): number | null {
  if (kind !== "throttle") {
    if (text !== undefined) complain(`Only throttle takes rate. Remove it from ${kind}.`);
    return null;
  }
  if (text === undefined) complain("throttle needs a rate in bytes per second. Add rate=10000.");
  else {
    const rate = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (rate >= MIN_BYTES_PER_SECOND && rate <= MAX_BYTES_PER_SECOND) return rate;
    complain(
      `rate=${text}: Must be a whole number of bytes per second from ${MIN_BYTES_PER_SECOND} to ${MAX_BYTES_PER_SECOND}.`,
    );
  }
  return null;
}

/** Milliseconds above 0; null, with a mistake, when the text is not valid. */
function readLength(name: "every" | "for" | "by", text: string, leastMs: number, complain: Complain): number | null {
  const lengthMs = readMilliseconds(text);
  if (lengthMs === undefined) complain(`${name}=${text}: Must be ${DURATION_LIMITS}.${unitMissing(text)}`);
  else if (lengthMs <= 0 || lengthMs < leastMs)
    complain(`${name}=${text} is too short. Use ${leastMs > 0 ? `at least ${leastMs}ms` : "more than 0"}.`);
  else return lengthMs;
  return null;
}

export function readMilliseconds(text: string): number | undefined {
  const duration = parseDuration(text);
  const value = duration === undefined ? Number.NaN : toMilliseconds(duration);
  return value <= MAX_FAULT_MS ? value : undefined;
}

export const unitMissing = (text: string): string => (/^\d+(\.\d+)?$/.test(text) ? " The unit is missing." : "");
