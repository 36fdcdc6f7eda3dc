// Frames of AMQP for the benchmarks of the wire reader and the tap, with the place of the delivery tag in each.
import { TASK_HEADER } from "@fairhare/protocol";

const CONSUMER = "amq.ctag-0123456789abcdef012345";

/** Offset of the lower 32 bits of the delivery tag in an ack and in a delivery. */
export const ACK_TAG_AT = 15;
export const DELIVERY_TAG_AT = 16 + CONSUMER.length;

/** What a client sends until its channel is open. */
export const login = (): Buffer =>
  Buffer.concat([
    Buffer.from("AMQP\0\0\u{9}\u{1}"),
    method(0, 10, 31, Buffer.from([0, 0, 0, 2, 0, 0, 0, 60])),
    method(1, 20, 10, Buffer.from([0])),
  ]);

export const ack = (): Buffer => method(1, 60, 80, Buffer.alloc(9));

/** A delivery with a task number in its headers. */
export function delivery(size: number): Buffer {
  const name = shortText(TASK_HEADER);
  const task = Buffer.from([0x49, 0, 0, 0, 7]);
  const header = Buffer.alloc(14);
  header.writeUInt16BE(60, 0);
  header.writeUInt32BE(size, 8);
  // Headers and delivery mode.
  header.writeUInt16BE(0x3000, 12);
  const table = Buffer.alloc(4);
  table.writeUInt32BE(name.length + task.length);
  const deliver = method(1, 60, 60, shortText(CONSUMER), Buffer.alloc(9), shortText(""), shortText("tasks"));
  const content = frame(2, 1, header, table, name, task, Buffer.from([2]));
  return Buffer.concat([deliver, content, frame(3, 1, Buffer.alloc(size, "x"))]);
}

export function method(channel: number, classId: number, id: number, ...parts: Buffer[]): Buffer {
  return frame(1, channel, Buffer.from([0, classId, 0, id]), ...parts);
}

function frame(type: number, channel: number, ...parts: Buffer[]): Buffer {
  const payload = Buffer.concat(parts);
  const header = Buffer.alloc(7);
  header.writeUInt8(type, 0);
  header.writeUInt16BE(channel, 1);
  header.writeUInt32BE(payload.length, 3);
  return Buffer.concat([header, payload, Buffer.from([0xce])]);
}

export function shortText(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
}
