// Recognises the task of a message: Fairhare's own binary body or headers, else the message id, else the digest of the
// body. One object is reused for all messages.
import {
  BINARY_BODY_BYTES,
  binaryIntendedAt,
  binaryTask,
  binaryWork,
  INTENDED_HEADER,
  isBinaryBody,
  TASK_HEADER,
} from "@fairhare/protocol";
import type { MessageKey, WireMessage } from "@fairhare/wire";

const TASK_NAME = new TextEncoder().encode(TASK_HEADER);
const INTENDED_NAME = new TextEncoder().encode(INTENDED_HEADER);

export class MessageIdentity {
  /** The message's own task number; 0 if it has none. */
  task = 0;
  /** Nanoseconds; 0 if the message does not say. */
  intendedAt = 0;
  /** Planned work; 0 if the message does not say. */
  workMicros = 0;
  /** What recognises a message without a number of its own; undefined if it has one, or no digest was asked for. */
  key: MessageKey | undefined;
  readonly #head = Buffer.alloc(BINARY_BODY_BYTES);

  read(message: WireMessage): void {
    this.intendedAt = 0;
    this.workMicros = 0;
    this.key = undefined;
    if (this.#readBinary(message)) return;
    const task = message.numberHeader(TASK_NAME);
    this.task = Number.isInteger(task) && task > 0 && task < 2 ** 32 ? task : 0;
    if (this.task > 0) {
      const intended = message.numberHeader(INTENDED_NAME);
      if (Number.isFinite(intended)) this.intendedAt = intended;
      return;
    }
    const { key } = message;
    if (!Number.isNaN(key)) this.key = key;
  }

  /** Asked when the content header has arrived: a body is read for its digest only if nothing else identifies it. */
  needsDigest(message: WireMessage): boolean {
    return Number.isNaN(message.numberHeader(TASK_NAME)) && !message.hasMessageId;
  }

  #readBinary({ head, bodySize }: WireMessage): boolean {
    if (bodySize < BINARY_BODY_BYTES) return false;
    const own = this.#head;
    for (let index = 0; index < BINARY_BODY_BYTES; index++) own[index] = head.bytes[head.start + index] ?? 0;
    if (!isBinaryBody(own)) return false;
    this.task = binaryTask(own);
    this.intendedAt = binaryIntendedAt(own);
    this.workMicros = binaryWork(own) / 1e3;
    return true;
  }
}
