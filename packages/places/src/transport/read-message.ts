// Reads the control messages of either side. The other side has the token, but a broken or hostile one must not end this
// process: a text that is not one of the known messages, with the fields that it needs, is none.
import { constants } from "node:os";
import type { AgentMessage, PoolMessage } from "./messages.ts";

type Check = (value: unknown) => boolean;
type Checks = Readonly<Record<string, Check>>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText: Check = (value) => typeof value === "string";
const isBoolean: Check = (value) => typeof value === "boolean";
const isTime: Check = (value) => Number.isFinite(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
/** Of a process, within its connection; part of a file name. */
const isNumber: Check = (value) => isCount(value) && value !== 0;
const isSignal: Check = (value) => typeof value === "string" && Object.hasOwn(constants.signals, value);
const isMessage: Check = (value) => isObject(value) && isText(value["type"]);

const isChildMessage: Check = (value) =>
  isMessage(value) && (Object(value).type !== "failed" || fits(value, { message: isText }));
const isEnd: Check = (value) =>
  fits(value, {
    exitCode: (code) => code === null || Number.isSafeInteger(code),
    signal: (signal) => signal === null || isSignal(signal),
    isGraceful: isBoolean,
    reason: (reason) => reason === undefined || isText(reason),
  });

const OF_AGENT: Readonly<Record<AgentMessage["type"], Checks>> = {
  // introduction.ts reads it, and refuses with a sentence.
  hello: {},
  started: { process: isNumber, pid: isCount },
  said: { process: isNumber, message: isChildMessage },
  ended: { process: isNumber, end: isEnd, shardBytes: isCount },
  time: { id: isNumber, t2: isTime, t3: isTime },
  leaving: { reason: isText },
};

const OF_POOL: Readonly<Record<PoolMessage["type"], Checks>> = {
  welcome: { number: isNumber, count: isNumber, timeoutMs: (value) => isTime(value) && Number(value) > 0 },
  refused: { reason: isText, isFinal: isBoolean },
  launch: { process: isNumber, role: (role) => role === "producer" || role === "worker" },
  tell: { process: isNumber, message: isMessage },
  kill: { process: isNumber, signal: isSignal },
  written: { bytes: isCount },
  time: { id: isNumber },
  crash: {},
  goodbye: {},
};

/** Undefined if the text is none of them. */
export const readAgentMessage = (text: string): AgentMessage | undefined => read<AgentMessage>(text, OF_AGENT);
export const readPoolMessage = (text: string): PoolMessage | undefined => read<PoolMessage>(text, OF_POOL);

function read<Message extends { readonly type: string }>(
  text: string,
  known: Readonly<Record<Message["type"], Checks>>,
): Message | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { type } = value;
  const isKnown = typeof type === "string" && Object.hasOwn(known, type);
  return isKnown && fits(value, known[type as Message["type"]]) ? (value as unknown as Message) : undefined;
}

const fits = (value: unknown, checks: Checks): boolean =>
  isObject(value) && Object.entries(checks).every(([name, check]) => check(value[name]));
