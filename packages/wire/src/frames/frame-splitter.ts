// Splits one direction of a connection into frames, whatever the chunks. A payload that lies within one chunk is passed on
// in place, and a body always is; only a method or a header that a chunk cuts is copied.
import { FRAME_END, FRAME_HEADER_BYTES, FRAME_OVERHEAD, FrameType } from "./methods.ts";
import { otherProtocol } from "./other-protocol.ts";

/** A method or content header above this size is a violation, even if the peers have agreed on no limit. */
const LARGEST_CARRIED = 16 * 1024 * 1024;
const INITIAL_CARRY = 256;

/** The parts of a frame, in the order of the bytes. */
export interface FrameSink {
  /** The payload of a method or header frame, from `start` to `end`. */
  payload(type: number, channel: number, bytes: Uint8Array, start: number, end: number): void;
  /** A part of a body frame's payload. */
  body(channel: number, bytes: Uint8Array, start: number, end: number): void;
  bodyEnd(channel: number): void;
  heartbeat(): void;
  fail(problem: string): void;
}

const Step = { header: 0, payload: 1, body: 2, end: 3 } as const;

export class FrameSplitter {
  /** Largest frame in bytes, header and end byte included. */
  limit: number;
  readonly #sink: FrameSink;
  readonly #from: string;
  readonly #header = new Uint8Array(FRAME_HEADER_BYTES);
  #headerBytes = 0;
  #carry = new Uint8Array(INITIAL_CARRY);
  #carried = 0;
  #step: (typeof Step)[keyof typeof Step] = Step.header;
  #type = 0;
  #channel = 0;
  /** Bytes of the payload that are still to come. */
  #left = 0;
  #isFirst = true;
  #hasFailed = false;

  /** `from`: who sends these bytes, for problems. */
  constructor(sink: FrameSink, from: string, limit: number) {
    this.#sink = sink;
    this.#from = from;
    this.limit = limit;
  }

  /** Stops reading for good. */
  stop(): void {
    this.#hasFailed = true;
  }

  feed(bytes: Uint8Array, start: number): void {
    let at = start;
    while (at < bytes.length && !this.#hasFailed) {
      switch (this.#step) {
        case Step.header:
          at = this.#readHeader(bytes, at);
          break;
        case Step.payload:
          at = this.#readPayload(bytes, at);
          break;
        case Step.body: {
          const end = Math.min(bytes.length, at + this.#left);
          this.#sink.body(this.#channel, bytes, at, end);
          this.#left -= end - at;
          at = end;
          if (this.#left === 0) this.#step = Step.end;
          break;
        }
        case Step.end:
          if (bytes[at++] === FRAME_END) {
            this.#step = Step.header;
            this.#finish();
          } else this.#fail(this.#withoutEnd());
      }
    }
  }

  #readHeader(bytes: Uint8Array, from: number): number {
    if (this.#headerBytes === 0 && bytes.length - from >= FRAME_HEADER_BYTES) {
      this.#open(bytes, from);
      return from + FRAME_HEADER_BYTES;
    }
    let at = from;
    while (at < bytes.length && this.#headerBytes < FRAME_HEADER_BYTES)
      this.#header[this.#headerBytes++] = bytes[at++] as number;
    if (this.#headerBytes === FRAME_HEADER_BYTES) {
      this.#headerBytes = 0;
      this.#open(this.#header, 0);
    }
    return at;
  }

  #open(bytes: Uint8Array, at: number): void {
    const type = bytes[at] as number;
    const isKnown =
      type === FrameType.method || type === FrameType.header || type === FrameType.body || type === FrameType.heartbeat;
    if (!isKnown) {
      const other = this.#isFirst ? otherProtocol(bytes, at, FRAME_HEADER_BYTES) : undefined;
      return this.#fail(
        other === undefined
          ? `The ${this.#from} sent a frame of the unknown type ${type}.`
          : `The ${this.#from} sent ${other}.`,
      );
    }
    const size =
      (((bytes[at + 3] as number) << 24) |
        ((bytes[at + 4] as number) << 16) |
        ((bytes[at + 5] as number) << 8) |
        (bytes[at + 6] as number)) >>>
      0;
    if (size + FRAME_OVERHEAD > this.limit || (type !== FrameType.body && size > LARGEST_CARRIED))
      return this.#fail(
        `The ${this.#from} sent a frame of ${size + FRAME_OVERHEAD} bytes; the limit is ${Math.min(this.limit, LARGEST_CARRIED)}.`,
      );
    this.#isFirst = false;
    this.#type = type;
    this.#channel = ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    this.#left = size;
    this.#carried = 0;
    if (type === FrameType.body) this.#step = size === 0 ? Step.end : Step.body;
    else this.#step = Step.payload;
  }

  /** Passes the payload on when its end byte has arrived as well. */
  #readPayload(bytes: Uint8Array, at: number): number {
    const needed = this.#left - this.#carried + 1;
    const available = bytes.length - at;
    if (available < needed) {
      // The end byte is never carried: without it, at least it is still to come.
      this.#carryOn(bytes, at, bytes.length);
      return bytes.length;
    }
    const end = at + needed - 1;
    if (bytes[end] !== FRAME_END) {
      this.#fail(this.#withoutEnd());
      return end + 1;
    }
    this.#step = Step.header;
    if (this.#type === FrameType.heartbeat) this.#sink.heartbeat();
    else if (this.#carried === 0) this.#sink.payload(this.#type, this.#channel, bytes, at, end);
    else {
      this.#carryOn(bytes, at, end);
      this.#sink.payload(this.#type, this.#channel, this.#carry, 0, this.#carried);
    }
    return end + 1;
  }

  /** Grows with the bytes that have arrived, not with the size that the header claims. */
  #carryOn(bytes: Uint8Array, start: number, end: number): void {
    const length = this.#carried + end - start;
    if (length > this.#carry.length) {
      const grown = new Uint8Array(Math.max(length, this.#carry.length * 2));
      grown.set(this.#carry.subarray(0, this.#carried));
      this.#carry = grown;
    }
    this.#carry.set(bytes.subarray(start, end), this.#carried);
    this.#carried = length;
  }

  #finish(): void {
    if (this.#type === FrameType.body) this.#sink.bodyEnd(this.#channel);
  }

  #withoutEnd(): string {
    return `The ${this.#from} sent a frame without the end byte 0xCE.`;
  }

  #fail(problem: string): void {
    this.#hasFailed = true;
    this.#sink.fail(problem);
  }
}
