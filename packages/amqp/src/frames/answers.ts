// Encodes the answers to deliveries (ack, nack, reject) in place: they are the most frequent frames of a worker, and
// amqplib allocates several objects and two buffers for each and needs another turn of the event loop to send it.
import type { TurnWriter } from "./turn-writer.ts";

/** Method ids of class 60, basic (AMQP 0-9-1, §1.8.3; basic.nack is an extension of RabbitMQ). */
const ACK = 80;
const REJECT = 90;
const NACK = 120;

/** Frame type 1, channel, payload size 13, class 60, method, delivery tag, bits, frame end. */
const FRAME_BYTES = 21;
const FRAME_METHOD = 1;
const CLASS_BASIC = 60;
const FRAME_END = 0xce;
const TWO_32 = 2 ** 32;

export class Answers {
  readonly #writer: TurnWriter;
  readonly #channel: number;

  constructor(writer: TurnWriter, channel: number) {
    this.#writer = writer;
    this.#channel = channel;
  }

  ack(tag: number, multiple: boolean): void {
    this.#send(ACK, tag, multiple ? 1 : 0);
  }

  nack(tag: number, requeue: boolean): void {
    // The first bit is `multiple`.
    this.#send(NACK, tag, requeue ? 2 : 0);
  }

  reject(tag: number, requeue: boolean): void {
    this.#send(REJECT, tag, requeue ? 1 : 0);
  }

  #send(method: number, tag: number, bits: number): void {
    const at = this.#writer.claim(FRAME_BYTES);
    const { bytes } = this.#writer;
    bytes[at] = FRAME_METHOD;
    bytes.writeUInt16BE(this.#channel, at + 1);
    bytes.writeUInt32BE(FRAME_BYTES - 8, at + 3);
    bytes.writeUInt16BE(CLASS_BASIC, at + 7);
    bytes.writeUInt16BE(method, at + 9);
    bytes.writeUInt32BE(Math.floor(tag / TWO_32), at + 11);
    bytes.writeUInt32BE(tag % TWO_32, at + 15);
    bytes[at + 19] = bits;
    bytes[at + 20] = FRAME_END;
  }
}
