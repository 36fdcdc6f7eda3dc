// The two formats of a task in a message: text that any AMQP client can send and read, and a binary body for runs where
// size and speed matter. PROTOCOL.md describes both.
import { formatDuration, fromMilliseconds, nanoseconds, type Nanoseconds, parseDuration } from "@fairhare/core";

/** Headers of a text message. */
export const TASK_HEADER = "fairhare-task";
export const INTENDED_HEADER = "fairhare-intended";
/** The tag of the run, in messages to a queue that others may use; with both bodies. */
export const RUN_HEADER = "fairhare-run";

/** Planned work of the task in microseconds, in messages whose body the user gave; the body then says nothing about it. */
export const WORK_HEADER = "fairhare-work";

/** "FHTK" read as a little-endian 32-bit number. */
const BINARY_MAGIC = 0x4b544846;
/** u32 magic, u32 task, f64 intended send time in ns, u32 work in µs, little-endian; then zeros up to the size. */
export const BINARY_BODY_BYTES = 20;
const MAX_DOTS = 60;
const TRAILING_DURATION = /(?:^|\s)(\d+(?:\.\d+)?(?:us|ms|s|m))\s*$/;

/**
 * `Task 7...` if the cost is a whole number of dots (as in the tutorial), else `Task 7 100ms`. `dot` is the time that
 * one dot stands for.
 */
export function formatTaskText(task: number, cost: Nanoseconds, dot: Nanoseconds): string {
  const dots = dot > 0 ? cost / dot : Number.NaN;
  if (Number.isInteger(dots) && dots >= 1 && dots <= MAX_DOTS) return `Task ${task}${".".repeat(dots)}`;
  return `Task ${task} ${formatDuration(cost)}`;
}

/** The duration at the end of the text; without one, `dot` for each dot in the text, as in the tutorial. */
export function costOfText(text: string, dot: Nanoseconds): Nanoseconds {
  const duration = TRAILING_DURATION.exec(text)?.[1];
  if (duration !== undefined) return parseDuration(duration) ?? nanoseconds(0);
  return nanoseconds((text.split(".").length - 1) * dot);
}

/** Writes the first 20 bytes of `target` and leaves the rest unchanged. */
export function encodeBinaryBody(target: Buffer, task: number, intendedAt: number, work: Nanoseconds): void {
  target.writeUInt32LE(BINARY_MAGIC, 0);
  target.writeUInt32LE(task, 4);
  target.writeDoubleLE(intendedAt, 8);
  target.writeUInt32LE(Math.round(work / 1e3), 16);
}

export const isBinaryBody = (body: Buffer): boolean =>
  body.length >= BINARY_BODY_BYTES && body.readUInt32LE(0) === BINARY_MAGIC;
export const binaryTask = (body: Buffer): number => body.readUInt32LE(4);
type MessageHeaders = Readonly<Record<string, unknown>> | undefined;

/** Whether the message can be from the run with this tag; without a tag, every message can. */
export const isOfRun = (headers: MessageHeaders, runTag: string | null): boolean =>
  runTag === null || headers?.[RUN_HEADER] === runTag;

/** The task number of a Fairhare message with either body; 0 for any other message, and for one of another run. */
export function taskOfMessage(body: Buffer, headers: MessageHeaders, runTag: string | null = null): number {
  if (!isOfRun(headers, runTag)) return 0;
  if (headers?.[WORK_HEADER] === undefined && isBinaryBody(body)) return binaryTask(body);
  const task = headers?.[TASK_HEADER];
  return typeof task === "number" ? task : 0;
}
export const binaryIntendedAt = (body: Buffer): number => body.readDoubleLE(8);
export const binaryWork = (body: Buffer): Nanoseconds => fromMilliseconds(body.readUInt32LE(16) / 1e3);
