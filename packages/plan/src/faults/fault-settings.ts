// What stands behind the time of a fault: `every=3s,for=1s,restart=never,by=50ms,rate=10000`.
import { parseDuration, toMilliseconds } from "@fairhare/core";
import { type ConnectionTarget, type Fault, type FaultKind, type FaultRole, FAULT_KINDS } from "@fairhare/workload";
import { didYouMean } from "../mistakes/suggest.ts";

export type Complain = (message: string) => void;

/** What is broken decides which settings it takes. */
type Target = Pick<Fault, "kind" | "role"> & Pick<ConnectionTarget, "owner">;

export type FaultSettings = Pick<Fault, "everyMs" | "forMs" | "restartAfterMs"> & Omit<ConnectionTarget, "owner">;

/** As long as a publishing may last. */
const MAX_FAULT_MS = 86_400_000;
/** Starting a process takes longer than that. */
const MIN_EVERY_MS = 10;
/** A new worker needs a good tenth of a second of a core to start, and the ones before it stay. */
const MIN_EVERY_OF_ADD_MS = 1_000;
export const DURATION_LIMITS = "a duration with its unit, such as 500ms, 2s or 1m, of at most 1440m";

/** A frame of AMQP is kilobytes: below this rate nothing gets through in any time that somebody waits for. */
const MIN_BYTES_PER_SECOND = 100;
const MAX_BYTES_PER_SECOND = 1e9;

const SETTING_NAMES = ["every", "for", "restart", "by", "rate"] as const;
type SettingName = (typeof SETTING_NAMES)[number];

/** Without a target that could be read, only what is wrong with every target is found. */
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
          ? "There is a comma too much in it."
          : `There is nothing called ${name} in a fault, only every=D, for=D, restart=now|never|D, by=D and rate=N.${didYouMean(name, SETTING_NAMES)}` +
              (FAULT_KINDS.some((kind) => name.startsWith(`${kind}:`))
                ? " For another fault, give --fault again."
                : ""),
      );
    else if (value.join("=") === "") complain(`${known} has no value. Write ${EXAMPLES[known]}.`);
    else if (written.has(known)) complain(`${known} is there twice. Leave one out.`);
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

/** Those that last. A cut may. */
const LASTING: ReadonlySet<FaultKind> = new Set(["stop", "stall", "delay", "throttle", "memory-alarm", "disk-alarm"]);

function readFor({ kind, role, owner }: Target, text: string | undefined, complain: Complain): number | null {
  if (LASTING.has(kind) || kind === "cut") {
    if (text !== undefined) return readLength("for", text, 0, complain);
    if (kind === "cut") return null;
    const instead = role === "broker" ? "restart:broker" : role === "connection" ? "cut:connection" : `kill:${role}`;
    const whose = owner === null ? "" : `:${owner}`;
    const hint = kind === "stop" || kind === "stall" ? `, or use ${instead}${whose}` : "";
    complain(`${kind} has to say how long. Add for=1s${hint}.`);
  } else if (text !== undefined) complain(noLength(kind, text));
  return null;
}

function noLength(kind: FaultKind, text: string): string {
  if (kind === "restart")
    return "restart has no length: the broker starts again at once. Leave for out, or use stop:broker.";
  if (kind === "close") return "close has no length: the broker takes a new connection at once. Leave for out.";
  if (kind === "add") return "Who joins stays. Leave for out; kill:worker or quit:worker ends one.";
  return `${kind} has no length. Leave for out; restart=${text} says how long until it is started again.`;
}

function readRestart({ kind, role }: Target, text: string | undefined, complain: Complain): number | null {
  if (LASTING.has(kind) || role === "connection" || kind === "restart") {
    if (text !== undefined)
      complain(
        `${whyNoRestart(kind, role)} Leave restart out${kind === "restart" ? ", or use stop:broker with for=D" : ""}.`,
      );
    return kind === "restart" ? 0 : null;
  }
  if (kind === "add") {
    if (text !== undefined) complain("A worker that joins starts once. Leave restart out.");
    return null;
  }
  if (text === undefined || text === "now") return 0;
  if (text !== "never") {
    const afterMs = readMilliseconds(text);
    if (afterMs === undefined)
      complain(
        `restart=${text}: Expects now, never, or ${DURATION_LIMITS}.${unitMissing(text)}${didYouMean(text, ["now", "never"])}`,
      );
    return afterMs ?? null;
  }
  if (role === "broker")
    complain("Without a broker no run can end. Give restart=D for how long it stays away, or leave restart out.");
  return null;
}

function whyNoRestart(kind: FaultKind, role: FaultRole): string {
  if (kind === "restart") return "The broker starts again at once.";
  return role === "connection" ? "A connection is opened again by whose it is." : `A ${kind} is over after its for.`;
}

function readDelay({ kind }: Target, text: string | undefined, complain: Complain): number | null {
  if (kind === "delay") {
    if (text !== undefined) return readLength("by", text, 0, complain);
    complain("delay has to say by how much each way. Add by=50ms.");
  } else if (text !== undefined) complain(`by is for delay. Leave it out of ${kind}.`);
  return null;
}

function readRate({ kind }: Target, text: string | undefined, complain: Complain): number | null {
  if (kind !== "throttle") {
    if (text !== undefined) complain(`rate is for throttle. Leave it out of ${kind}.`);
    return null;
  }
  if (text === undefined) complain("throttle has to say how many bytes a second. Add rate=10000.");
  else {
    const rate = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (rate >= MIN_BYTES_PER_SECOND && rate <= MAX_BYTES_PER_SECOND) return rate;
    complain(
      `rate=${text}: Expects bytes a second, a whole number from ${MIN_BYTES_PER_SECOND} to ${MAX_BYTES_PER_SECOND}.`,
    );
  }
  return null;
}

/** Milliseconds above 0. */
function readLength(name: "every" | "for" | "by", text: string, leastMs: number, complain: Complain): number | null {
  const lengthMs = readMilliseconds(text);
  if (lengthMs === undefined) complain(`${name}=${text}: Expects ${DURATION_LIMITS}.${unitMissing(text)}`);
  else if (lengthMs <= 0 || lengthMs < leastMs)
    complain(`${name}=${text} is too short. Give ${leastMs > 0 ? `at least ${leastMs}ms` : "more than 0"}.`);
  else return lengthMs;
  return null;
}

export function readMilliseconds(text: string): number | undefined {
  const duration = parseDuration(text);
  const value = duration === undefined ? Number.NaN : toMilliseconds(duration);
  return value <= MAX_FAULT_MS ? value : undefined;
}

export const unitMissing = (text: string): string => (/^\d+(\.\d+)?$/.test(text) ? " The unit is missing." : "");
