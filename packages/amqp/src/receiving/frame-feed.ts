// Gives amqplib the frames of a connection where the socket was read into. amqplib on its own copies everything that it reads
// into new memory.
import type { FrameReading } from "../internals.ts";

/** Frame type, channel, payload size. */
const HEAD_BYTES = 7;
const FRAME_END_BYTES = 1;
const NOTHING = Buffer.alloc(0);

/**
 * Everything that amqplib keeps from one frame to the next is copied: a body of several frames, and binary values of
 * headers. The content of a message that is one frame is not, so it is valid until the handler of the delivery returns.
 */
export class FrameFeed {
  readonly #reading: FrameReading;
  readonly #parse: () => void;
  /** The beginning of a frame whose end has not arrived: the first `#length` bytes. */
  #partial = NOTHING;
  #length = 0;
  /** amqplib has refused a frame and closes the connection. */
  #isOver = false;

  /** `parse` makes amqplib take all complete frames of its `rest`. */
  constructor(reading: FrameReading, parse: () => void) {
    this.#reading = reading;
    this.#parse = parse;
    this.#keep(reading.rest);
    reading.rest = NOTHING;
    copyWhatIsKept(reading);
  }

  /** The memory of `bytes` may be reused when this returns. */
  take(bytes: Buffer): void {
    if (this.#isOver) return;
    this.#reading.recvSinceLastCheck = true;
    const from = this.#length > 0 ? this.#complete(bytes) : 0;
    if (from < bytes.length && !this.#isOver) this.#keep(this.#parsed(from === 0 ? bytes : bytes.subarray(from)));
  }

  /** Completes the partial frame and returns how many bytes that took. */
  #complete(bytes: Buffer): number {
    const headed = this.#append(bytes, 0, HEAD_BYTES);
    if (this.#length < HEAD_BYTES) return headed;
    const total = lengthOfFrame(this.#partial);
    // amqplib refuses the frame by its size, which is checked before the memory is taken.
    if (isTooLong(total, this.#reading.maxFrameSize)) {
      this.#parsed(this.#partial.subarray(0, HEAD_BYTES));
      this.#isOver = true;
      return headed;
    }
    const completed = this.#append(bytes, headed, total);
    if (this.#length < total) return completed;
    this.#length = 0;
    this.#isOver = this.#parsed(this.#partial.subarray(0, total)).length > 0;
    return completed;
  }

  /** Appends until the partial frame has `length` bytes; returns the position of the first byte after those. */
  #append(bytes: Buffer, from: number, length: number): number {
    const to = Math.min(bytes.length, from + Math.max(0, length - this.#length));
    this.#reserve(length);
    this.#length += bytes.copy(this.#partial, this.#length, from, to);
    return to;
  }

  #reserve(length: number): void {
    if (length <= this.#partial.length) return;
    const grown = Buffer.allocUnsafeSlow(length);
    this.#partial.copy(grown, 0, 0, this.#length);
    this.#partial = grown;
  }

  /** Returns what amqplib left: the beginning of a frame, or everything from a frame on that it refused. */
  #parsed(bytes: Buffer): Buffer {
    this.#reading.rest = bytes;
    this.#parse();
    const { rest } = this.#reading;
    this.#reading.rest = NOTHING;
    return rest;
  }

  #keep(rest: Buffer): void {
    if (rest.length >= HEAD_BYTES) {
      const total = lengthOfFrame(rest);
      this.#isOver = total <= rest.length || isTooLong(total, this.#reading.maxFrameSize);
      if (this.#isOver) return;
      this.#reserve(total);
    } else this.#reserve(HEAD_BYTES);
    this.#length = rest.copy(this.#partial);
  }
}

const lengthOfFrame = (bytes: Buffer): number => HEAD_BYTES + bytes.readUInt32BE(3) + FRAME_END_BYTES;

/** `maxFrameSize`: bytes of the payload; 0 means no limit. */
const isTooLong = (total: number, maxFrameSize: number): boolean =>
  maxFrameSize > 0 && total - HEAD_BYTES - FRAME_END_BYTES > maxFrameSize;

function copyWhatIsKept(reading: FrameReading): void {
  const receive = reading.recvFrame.bind(reading);
  /** By channel: bytes of the body that follows. */
  const sizes: number[] = [];
  reading.recvFrame = () => {
    const frame = receive();
    if (frame === false) return frame;
    if (frame.size !== undefined) {
      sizes[frame.channel] = frame.size;
      const headers = frame.fields?.["headers"];
      if (isTable(headers)) copyBytesIn(headers);
    } else if (frame.content !== undefined && frame.content.length !== sizes[frame.channel])
      frame.content = Buffer.from(frame.content);
    return frame;
  };
}

type Table = Record<string, unknown>;

const isTable = (value: unknown): value is Table => typeof value === "object" && value !== null;

/** Of a table or an array, at any depth. */
function copyBytesIn(table: Table): void {
  // Allocates nothing, unlike a list of the names.
  for (const name in table) {
    const value = table[name];
    if (Buffer.isBuffer(value)) table[name] = Buffer.from(value);
    else if (isTable(value)) copyBytesIn(value);
  }
}
