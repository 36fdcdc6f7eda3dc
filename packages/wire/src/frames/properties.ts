// Finds the properties of a content header: two flag bytes say which are there, and they follow in a fixed order.
import type { Fields } from "./fields.ts";
import type { Span } from "./span.ts";

/** The number of a property in the order of the flags. */
export const Property = {
  contentType: 0,
  contentEncoding: 1,
  headers: 2,
  deliveryMode: 3,
  priority: 4,
  correlationId: 5,
  replyTo: 6,
  expiration: 7,
  messageId: 8,
  timestamp: 9,
  type: 10,
  userId: 11,
  appId: 12,
  clusterId: 13,
} as const;
export type Property = (typeof Property)[keyof typeof Property];

const COUNT = 14;
/** Class, weight and body size precede the flags. */
const FLAGS_AT = 12;
const NONE = -1;

export class PropertyList {
  readonly #offsets = new Int32Array(COUNT).fill(NONE);

  /** Offset from the start of the header; −1 if the message does not have it. */
  offsetOf(property: Property): number {
    return this.#offsets[property] ?? NONE;
  }

  /** False if the header ends too early or has unknown flags. */
  locate({ bytes, start, end }: Span, fields: Fields): boolean {
    fields.open(bytes, start, end);
    fields.skip(FLAGS_AT);
    const flags = fields.u16();
    for (let property = 0; property < COUNT; property++) {
      if ((flags & (0x8000 >>> property)) === 0) {
        this.#offsets[property] = NONE;
        continue;
      }
      this.#offsets[property] = fields.at - start;
      skipProperty(property, fields);
    }
    // The two lowest bits announce more flags, which AMQP 0-9-1 does not define.
    return !fields.isShort && (flags & 0b11) === 0;
  }
}

function skipProperty(property: number, fields: Fields): void {
  switch (property) {
    case Property.headers:
      return fields.skipLong();
    case Property.deliveryMode:
    case Property.priority:
      return fields.skip(1);
    case Property.timestamp:
      return fields.skip(8);
    default:
      return fields.skipShort();
  }
}
