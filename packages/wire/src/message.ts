// A message with its content, as the reader passes it to the listener: numbers are read already, everything else is
// decoded on request from the bytes of the method and of the content header. One object serves a direction of a channel.
import { BodyDigest } from "./body-digest.ts";
import { Fields } from "./frames/fields.ts";
import { Method } from "./frames/methods.ts";
import { Property, PropertyList } from "./frames/properties.ts";
import { Span } from "./frames/span.ts";
import { findNumber, readTable } from "./frames/table.ts";

/** Bytes at the beginning of the body that a listener can read. */
export const HEAD_BYTES = 32;

/** What recognises a message without a number of its own: its message id, or the digest of its body, a number below 2^53. */
export type MessageKey = string | number;

/** Valid during the callback only. */
export class WireMessage {
  readonly channel: number;
  /** One of basicPublish, basicReturn, basicDeliver, basicGetOk of `Method`. */
  method = 0;
  /** Of a delivery. */
  deliveryTag = 0;
  isRedelivered = false;
  /** Of a delivery: the broker expects no ack. */
  noAck = false;
  /** Of a publish: its number on a channel with publisher confirms, from 1; 0 without confirms. */
  sequence = 0;
  /** Of a publish. */
  isMandatory = false;
  /** Of a return. */
  replyCode = 0;
  /** Bytes. */
  bodySize = 0;
  /** Set it to have it back in `settled` or `confirmed`. */
  label = 0;
  /** The first bytes of the body, at most 32: `head.bytes` from `head.start` to `head.end`. */
  readonly head = new Span();
  /** The arguments of the method, without its id; and the content header. The reader fills them. */
  readonly methodSpan = new Span();
  readonly headerSpan = new Span();
  readonly bodyDigest = new BodyDigest();
  hasDigest = false;
  readonly #fields = new Fields();
  readonly #properties = new PropertyList();

  constructor(channel: number) {
    this.channel = channel;
  }

  /** A number below 2^53; equal bodies have equal digests. NaN if `wantsDigest` did not ask for it. */
  get digest(): number {
    return this.hasDigest ? this.bodyDigest.value : Number.NaN;
  }

  /** The answer to basic.get. */
  get isGet(): boolean {
    return this.method === Method.basicGetOk;
  }

  /** Empty for a publish, a return, and basic.get. */
  get consumerTag(): string {
    return this.method === Method.basicDeliver ? this.#arguments().shortText() : "";
  }

  get exchange(): string {
    return this.#toExchange().shortText();
  }

  get routingKey(): string {
    const fields = this.#toExchange();
    fields.skipShort();
    return fields.shortText();
  }

  /** Undefined if the message has none; so are the other properties. */
  get messageId(): string | undefined {
    return this.#text(Property.messageId);
  }

  /** False for an empty one too, which identifies nothing. */
  get hasMessageId(): boolean {
    // A short text begins with its length.
    const length = this.#number(Property.messageId);
    return length !== undefined && length > 0;
  }

  /** What recognises the message: its message id, else the digest of its body. NaN if it needs a digest and has none. */
  get key(): MessageKey {
    return this.hasMessageId ? (this.messageId ?? this.digest) : this.digest;
  }

  get correlationId(): string | undefined {
    return this.#text(Property.correlationId);
  }

  /** As text, as AMQP defines it; milliseconds. */
  get expiration(): string | undefined {
    return this.#text(Property.expiration);
  }

  /** 2 is persistent. */
  get deliveryMode(): number | undefined {
    return this.#number(Property.deliveryMode);
  }

  get priority(): number | undefined {
    return this.#number(Property.priority);
  }

  /** Decoded at each call. */
  get headers(): Readonly<Record<string, unknown>> | undefined {
    const fields = this.#property(Property.headers);
    return fields === undefined ? undefined : readTable(fields);
  }

  /** One numeric header, without decoding the others; NaN if there is none. `name` is ASCII. */
  numberHeader(name: Uint8Array): number {
    const fields = this.#property(Property.headers);
    return fields === undefined ? Number.NaN : findNumber(fields, name);
  }

  /** Called by the reader when a content header has arrived; false if it is not valid. */
  locateProperties(): boolean {
    return this.#properties.locate(this.headerSpan, this.#fields);
  }

  #property(property: Property): Fields | undefined {
    const { bytes, start, end } = this.headerSpan;
    const offset = this.#properties.offsetOf(property);
    return offset === -1 ? undefined : this.#fields.open(bytes, start + offset, end);
  }

  #text(property: Property): string | undefined {
    return this.#property(property)?.shortText();
  }

  #number(property: Property): number | undefined {
    return this.#property(property)?.u8();
  }

  #arguments(): Fields {
    const { bytes, start, end } = this.methodSpan;
    return this.#fields.open(bytes, start, end);
  }

  #toExchange(): Fields {
    const fields = this.#arguments();
    switch (this.method) {
      case Method.basicPublish:
        fields.skip(2);
        break;
      case Method.basicReturn:
        fields.skip(2);
        fields.skipShort();
        break;
      case Method.basicDeliver:
        fields.skipShort();
        fields.skip(9);
        break;
      case Method.basicGetOk:
        fields.skip(9);
        break;
      default:
    }
    return fields;
  }
}
