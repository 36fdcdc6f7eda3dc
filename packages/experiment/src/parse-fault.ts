// Reads what is to be broken, and when: `kill:worker:1@2s,every=3s,restart=never`. Whether it suits the trial is
// fault-rules.ts.
import { parseDuration, toMilliseconds } from "@fairhare/core";
import type { Fault, FaultKind, FaultRole } from "./fault.ts";
import {
  FAULT_KINDS,
  FAULT_ROLES,
  kindsOfRole,
  PLANNED_FAULTS,
  ROLES_OF_KIND,
  WHAT_THERE_IS,
} from "./fault-abilities.ts";
import type { Given } from "./given.ts";
import type { Findings } from "./mistake.ts";
import { didYouMean } from "./suggest.ts";

export const FAULT_SYNTAX = "KIND:TARGET[:N]@WHEN[,every=D][,for=D][,restart=now|never|D]";

/** As long as a publishing may last. */
const MAX_FAULT_MS = 86_400_000;
/** Starting a process takes longer than that. */
const MIN_EVERY_MS = 10;
const DURATION_LIMITS = "a duration with its unit, such as 500ms, 2s or 1m, of at most 1440m";

const SETTING_NAMES = ["every", "for", "restart"] as const;
type SettingName = (typeof SETTING_NAMES)[number];
type Complain = (message: string) => void;

/** `undefined` when anything of it is wrong; every mistake in it is reported. */
export function parseFault(given: Given<string>, findings: Findings): Given<Fault> | undefined {
  let isSound = true;
  const complain: Complain = (message) => {
    isSound = false;
    findings.mistake(given.place, message);
  };
  const text = given.value.trim();
  const [what = "", ...after] = text.split("@");
  const [when = "", ...settings] = after.join("@").split(",");

  const target = readTarget(what.trim(), complain);
  const atMs = after.length === 0 ? noTime(what.trim(), complain) : readTime(when.trim(), complain);
  const written = readSettings(settings, complain);
  if (target === undefined) return undefined;
  const timing = readTiming(target, written, complain);
  if (!isSound || atMs === undefined) return undefined;
  return { ...given, value: { text, ...target, atMs, ...timing } };
}

type Target = Pick<Fault, "kind" | "role" | "process">;

function readTarget(what: string, complain: Complain): Target | undefined {
  const [first = "", second = "", third, ...rest] = what.split(":").map((part) => part.trim());
  const planned =
    PLANNED_FAULTS.find((fault) => fault.split(":")[0] === first) ?? (ALARMS.has(first) ? first : undefined);
  if (planned !== undefined) {
    complain(`This version cannot do ${planned}. It can ${WHAT_THERE_IS}.`);
    return undefined;
  }
  const kind = FAULT_KINDS.find((known) => known === first);
  const role = FAULT_ROLES.find((known) => known === second);
  if (kind === undefined) complain(unknownKind(first));
  if (second === "") complain(missingTarget(kind));
  else if (role === undefined) complain(unknownTarget(second, kind));
  else if (kind !== undefined && !ROLES_OF_KIND[kind].includes(role)) complain(wrongTarget(kind, role));
  const process = readProcess(third, role, complain);
  if (rest.length > 0) complain(`":${rest.join(":")}" is too much. Write ${FAULT_SYNTAX}.`);
  return kind === undefined || role === undefined || process === undefined ? undefined : { kind, role, process };
}

/** Other ways to ask for the alarms of the broker. */
const ALARMS = new Set(["alarm", "memory", "disk"]);

function unknownKind(word: string): string {
  if (word === "")
    return `It does not say what to do. Write ${FAULT_SYNTAX}, where KIND is ${list(FAULT_KINDS, "or")}.`;
  return `There is no fault ${word}; this version can ${WHAT_THERE_IS}.${didYouMean(word, FAULT_KINDS)}`;
}

function missingTarget(kind: FaultKind | undefined): string {
  const roles = kind === undefined ? FAULT_ROLES : ROLES_OF_KIND[kind];
  return `The target is missing. ${kind ?? "A fault"} takes ${list(roles, "or")}: ${kind ?? "kill"}:${roles[0]}@2s.`;
}

function unknownTarget(word: string, kind: FaultKind | undefined): string {
  const roles = kind === undefined ? FAULT_ROLES : ROLES_OF_KIND[kind];
  return `There is no target ${word}. ${kind ?? "A fault"} takes ${list(roles, "or")}.${didYouMean(word, roles)}`;
}

function wrongTarget(kind: FaultKind, role: FaultRole): string {
  const mend =
    kind === "restart" ? ` A ${role} that was killed or has quit starts again by itself; restart=D says when.` : "";
  return `${kind} takes ${list(ROLES_OF_KIND[kind], "or")}, and a ${role} takes ${list(kindsOfRole(role), "or")}.${mend}`;
}

/** `undefined` when it is none; null for whichever is picked. */
function readProcess(
  text: string | undefined,
  role: FaultRole | undefined,
  complain: Complain,
): number | null | undefined {
  if (text === undefined) return null;
  if (role === "broker") {
    complain(`There is one broker, so ":${text}" says nothing. Leave it out.`);
    return undefined;
  }
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  complain(
    `"${text}" is no process. Give its number from 1, such as ${role ?? "worker"}:1, or none to have one of the living picked.`,
  );
  return undefined;
}

function noTime(what: string, complain: Complain): undefined {
  complain(`It does not say when. Write ${what || "kill:worker"}@2s for two seconds after the publishing has begun.`);
}

function readTime(text: string, complain: Complain): number | undefined {
  const atMs = readMilliseconds(text);
  if (atMs === undefined) complain(`"${text}" after the @ is no time. Expects ${DURATION_LIMITS}.${unitMissing(text)}`);
  return atMs;
}

type WrittenSettings = ReadonlyMap<SettingName, string>;

function readSettings(texts: readonly string[], complain: Complain): WrittenSettings {
  const written = new Map<SettingName, string>();
  for (const text of texts) {
    const [name = "", ...value] = text.split("=").map((part) => part.trim());
    const known = SETTING_NAMES.find((setting) => setting === name);
    if (known === undefined)
      complain(
        name === ""
          ? "There is a comma too much in it."
          : `There is nothing called ${name} in a fault, only every=D, for=D and restart=now|never|D.${didYouMean(name, SETTING_NAMES)}` +
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

const EXAMPLES: Readonly<Record<SettingName, string>> = { every: "every=3s", for: "for=1s", restart: "restart=500ms" };

type Timing = Pick<Fault, "everyMs" | "forMs" | "restartAfterMs">;

function readTiming(target: Target, written: WrittenSettings, complain: Complain): Timing {
  const every = written.get("every");
  return {
    everyMs: every === undefined ? null : readLength("every", every, MIN_EVERY_MS, complain),
    forMs: readFor(target, written.get("for"), complain),
    restartAfterMs: readRestart(target, written.get("restart"), complain),
  };
}

function readFor({ kind, role }: Target, text: string | undefined, complain: Complain): number | null {
  if (kind === "stop") {
    if (text !== undefined) return readLength("for", text, 0, complain);
    complain(`stop has to say how long. Add for=1s, or use ${role === "broker" ? "restart:broker" : `kill:${role}`}.`);
  } else if (text !== undefined)
    complain(
      kind === "restart"
        ? "restart has no length: the broker starts again at once. Leave for out, or use stop:broker."
        : `${kind} has no length. Leave for out; restart=${text} says how long until it is started again.`,
    );
  return null;
}

function readRestart({ kind, role }: Target, text: string | undefined, complain: Complain): number | null {
  if (kind === "stop" || kind === "restart") {
    if (text !== undefined)
      complain(
        kind === "stop"
          ? "A stop is over after its for. Leave restart out."
          : "The broker starts again at once. Leave restart out, or use stop:broker with for=D.",
      );
    return kind === "stop" ? null : 0;
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

/** Milliseconds above 0. */
function readLength(name: "every" | "for", text: string, leastMs: number, complain: Complain): number | null {
  const lengthMs = readMilliseconds(text);
  if (lengthMs === undefined) complain(`${name}=${text}: Expects ${DURATION_LIMITS}.${unitMissing(text)}`);
  else if (lengthMs <= 0 || lengthMs < leastMs)
    complain(`${name}=${text} is too short. Give ${leastMs > 0 ? `at least ${leastMs}ms` : "more than 0"}.`);
  else return lengthMs;
  return null;
}

function readMilliseconds(text: string): number | undefined {
  const duration = parseDuration(text);
  const value = duration === undefined ? Number.NaN : toMilliseconds(duration);
  return value <= MAX_FAULT_MS ? value : undefined;
}

const unitMissing = (text: string): string => (/^\d+(\.\d+)?$/.test(text) ? " The unit is missing." : "");

/** `worker, producer or broker`. */
function list(words: readonly string[], conjunction: "or"): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}
