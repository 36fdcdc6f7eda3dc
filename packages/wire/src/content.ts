// The message that is arriving on one direction of a channel: method, content header, then body frames. Its object is
// reused for the next message.
import type { Fields } from "./frames/fields.ts";
import { HEAD_BYTES, WireMessage } from "./message.ts";
import { BASIC_CLASS } from "./frames/methods.ts";

export class Content {
  readonly message: WireMessage;
  /** A method with content has arrived, and its body is not complete. */
  isPending = false;
  #hasHeader = false;
  /** Body bytes that are still to come. */
  #left = 0;
  #headWanted = 0;

  constructor(channel: number) {
    this.message = new WireMessage(channel);
  }

  /** All bytes of the message have arrived. */
  get isComplete(): boolean {
    return this.#hasHeader && this.#left === 0;
  }

  /** The arguments of a method with content are at `start`. */
  begin(method: number, bytes: Uint8Array, start: number, end: number): WireMessage {
    const { message } = this;
    this.isPending = true;
    this.#hasHeader = false;
    message.method = method;
    message.methodSpan.set(bytes, start, end);
    message.label = 0;
    message.sequence = 0;
    message.noAck = false;
    message.isMandatory = false;
    message.isRedelivered = false;
    message.deliveryTag = 0;
    message.replyCode = 0;
    message.hasDigest = false;
    return message;
  }

  /** False if a header is not expected, or not valid. */
  header(bytes: Uint8Array, start: number, end: number, fields: Fields): boolean {
    if (!this.isPending || this.#hasHeader) return false;
    fields.open(bytes, start, end);
    const isBasic = fields.u16() === BASIC_CLASS;
    fields.skip(2);
    const size = fields.u64();
    const { message } = this;
    message.bodySize = size;
    message.headerSpan.set(bytes, start, end);
    message.head.clear();
    this.#hasHeader = true;
    this.#left = size;
    this.#headWanted = Math.min(size, HEAD_BYTES);
    return isBasic && message.locateProperties();
  }

  wantDigest(): void {
    this.message.hasDigest = true;
    this.message.bodyDigest.begin();
  }

  /** False if more body arrives than announced, or before the header. */
  body(bytes: Uint8Array, start: number, end: number): boolean {
    const size = end - start;
    if (!this.#hasHeader || size > this.#left) return false;
    this.#left -= size;
    const { head } = this.message;
    const missing = this.#headWanted - head.length;
    if (missing > 0) {
      if (head.length === 0 && size >= missing) head.set(bytes, start, start + missing);
      else head.append(bytes, start, start + Math.min(missing, size));
    }
    if (this.message.hasDigest) this.message.bodyDigest.add(bytes, start, end);
    return true;
  }

  /** The chunk in which the message began ends before the message does. */
  keep(): void {
    this.message.methodSpan.keep();
    if (!this.#hasHeader) return;
    this.message.headerSpan.keep();
    this.message.head.keep();
  }

  drop(): void {
    this.isPending = false;
    this.#hasHeader = false;
  }
}
