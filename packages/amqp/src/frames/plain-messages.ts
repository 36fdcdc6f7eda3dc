// Encodes publishes of plain messages in place: only `persistent` and `mandatory`, no headers and no other properties. The
// frames before the body are the same for all of them except for the size. amqplib encodes each message anew.
import type { PublishOptions } from "../port.ts";
import type { TurnWriter } from "./turn-writer.ts";

/** Type, channel, size and frame end. */
const FRAME_OVERHEAD = 8;
const FRAME_METHOD = 1;
const FRAME_HEADER = 2;
const FRAME_BODY = 3;
const FRAME_END = 0xce;
const CLASS_BASIC = 60;
const METHOD_PUBLISH = 40;
/** Headers and delivery mode; amqplib sends an empty table of headers as well. */
const PROPERTY_FLAGS = 0x30_00;
const PLAIN_OPTIONS: ReadonlySet<string> = new Set(["persistent", "mandatory"]);

export interface Destination {
  readonly exchange: string;
  readonly routingKey: string;
}

export const isPlain = (options: PublishOptions): boolean =>
  Object.keys(options).every((name) => PLAIN_OPTIONS.has(name)) && options.persistent !== undefined;

/** The messages of one channel to one destination with the same options. */
export class PlainMessages {
  readonly #writer: TurnWriter;
  readonly #channel: number;
  /** Largest body of a frame. */
  readonly #bodyMax: number;
  /** The frames before the body, with 0 as the size of the body. */
  readonly #head: Buffer;
  /** Where the lower half of the size is in `#head`. */
  readonly #sizeAt: number;

  /** `frameMax`: as negotiated, with the overhead of a frame. */
  constructor(
    writer: TurnWriter,
    { channel, frameMax }: { readonly channel: number; readonly frameMax: number },
    destination: Destination,
    options: PublishOptions,
  ) {
    this.#writer = writer;
    this.#channel = channel;
    this.#bodyMax = frameMax - FRAME_OVERHEAD;
    const method = frame(FRAME_METHOD, channel, publishMethod(destination, options.mandatory === true));
    this.#head = Buffer.concat([method, frame(FRAME_HEADER, channel, contentHeader(options.persistent === true))]);
    // Frame type, channel, frame size, class, weight, upper half of the size.
    this.#sizeAt = method.length + 7 + 4 + 4;
  }

  publish(body: Buffer): void {
    const frames = Math.ceil(body.length / this.#bodyMax);
    let at = this.#writer.claim(this.#head.length + body.length + frames * FRAME_OVERHEAD);
    const { bytes } = this.#writer;
    bytes.set(this.#head, at);
    bytes.writeUInt32BE(body.length, at + this.#sizeAt);
    at += this.#head.length;
    for (let from = 0; from < body.length; from += this.#bodyMax) {
      const length = Math.min(this.#bodyMax, body.length - from);
      bytes[at] = FRAME_BODY;
      bytes.writeUInt16BE(this.#channel, at + 1);
      bytes.writeUInt32BE(length, at + 3);
      body.copy(bytes, at + 7, from, from + length);
      bytes[at + 7 + length] = FRAME_END;
      at += length + FRAME_OVERHEAD;
    }
  }
}

function publishMethod({ exchange, routingKey }: Destination, mandatory: boolean): Buffer {
  // Class, method, and a reserved field.
  const ids = Buffer.from([0, CLASS_BASIC, 0, METHOD_PUBLISH, 0, 0]);
  return Buffer.concat([ids, shortString(exchange), shortString(routingKey), Buffer.from([mandatory ? 1 : 0])]);
}

function contentHeader(persistent: boolean): Buffer {
  const header = Buffer.alloc(4 + 8 + 2 + 4 + 1);
  header.writeUInt16BE(CLASS_BASIC, 0);
  header.writeUInt16BE(PROPERTY_FLAGS, 12);
  // The table of headers before it has 0 bytes.
  header[18] = persistent ? 2 : 1;
  return header;
}

function frame(type: number, channel: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(7);
  head[0] = type;
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.from([FRAME_END])]);
}

function shortString(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > 255) throw new RangeError("an exchange or routing key has more than 255 bytes");
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}
