// Encodes frames of AMQP 0-9-1 for tests, independently of the reader.

type Part = number[];

const u8 = (value: number): Part => [value & 0xff];
const u16 = (value: number): Part => [value >>> 8, value & 0xff];
const u32 = (value: number): Part => [...u16(Math.floor(value / 65_536)), ...u16(value % 65_536)];
const u64 = (value: number): Part => [...u32(Math.floor(value / 2 ** 32)), ...u32(value % 2 ** 32)];
const utf8 = (text: string): Part => [...new TextEncoder().encode(text)];
const short = (text: string): Part => [utf8(text).length, ...utf8(text)];
const long = (text: string): Part => [...u32(utf8(text).length), ...utf8(text)];
const bits = (...flags: boolean[]): Part => u8(flags.reduce((sum, flag, bit) => sum + (flag ? 2 ** bit : 0), 0));

export type HeaderValue = number | string | boolean;

/** Integers as `I` or `l`, other numbers as `d`. */
function table(values: Readonly<Record<string, HeaderValue>>): Part {
  const fields = Object.entries(values).flatMap(([name, value]) => [...short(name), ...typed(value)]);
  return [...u32(fields.length), ...fields];
}

function typed(value: HeaderValue): Part {
  if (typeof value === "string") return [0x53, ...long(value)];
  if (typeof value === "boolean") return [0x74, value ? 1 : 0];
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 31) return [0x49, ...u32(value >>> 0)];
  const view = new DataView(new ArrayBuffer(8));
  if (Number.isSafeInteger(value)) view.setBigInt64(0, BigInt(value));
  else view.setFloat64(0, value);
  return [Number.isSafeInteger(value) ? 0x6c : 0x64, ...new Uint8Array(view.buffer)];
}

export function frame(type: number, channel: number, payload: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(payload.length + 8);
  bytes.set([type, ...u16(channel), ...u32(payload.length)]);
  bytes.set(payload, 7);
  bytes[payload.length + 7] = 0xce;
  return bytes;
}

const method = (channel: number, classId: number, methodId: number, ...parts: Part[]): Uint8Array =>
  frame(1, channel, [...u16(classId), ...u16(methodId), ...parts.flat()]);

export interface MessageProperties {
  readonly headers?: Readonly<Record<string, HeaderValue>>;
  readonly deliveryMode?: number;
  readonly priority?: number;
  readonly correlationId?: string;
  readonly expiration?: string;
  readonly messageId?: string;
  readonly timestamp?: number;
}

/** A content header, and the body in frames of at most `most` bytes. */
export function content(
  channel: number,
  body: Uint8Array,
  properties: MessageProperties = {},
  most = 4_088,
): Uint8Array[] {
  const { headers, deliveryMode, priority, correlationId, expiration, messageId, timestamp } = properties;
  const list: [number, Part | undefined][] = [
    [13, headers && table(headers)],
    [12, deliveryMode === undefined ? undefined : u8(deliveryMode)],
    [11, priority === undefined ? undefined : u8(priority)],
    [10, correlationId === undefined ? undefined : short(correlationId)],
    [8, expiration === undefined ? undefined : short(expiration)],
    [7, messageId === undefined ? undefined : short(messageId)],
    [6, timestamp === undefined ? undefined : u64(timestamp)],
  ];
  const flags = list.reduce((sum, [bit, value]) => sum + (value === undefined ? 0 : 2 ** bit), 0);
  const header = [
    ...u16(60),
    ...u16(0),
    ...u64(body.length),
    ...u16(flags),
    ...list.flatMap(([, value]) => value ?? []),
  ];
  const frames = [frame(2, channel, header)];
  for (let at = 0; at < body.length; at += most) frames.push(frame(3, channel, body.subarray(at, at + most)));
  return frames;
}

export const client = {
  protocolHeader: () => Uint8Array.from([...utf8("AMQP"), 0, 0, 9, 1]),
  startOk: (properties: Record<string, HeaderValue> = {}) =>
    method(0, 10, 11, table(properties), short("PLAIN"), long("\0guest\0guest"), short("en_US")),
  tuneOk: (frameMax: number, heartbeat: number) => method(0, 10, 31, u16(2_047), u32(frameMax), u16(heartbeat)),
  open: (vhost: string) => method(0, 10, 40, short(vhost), short(""), bits(false)),
  close: (code: number, text: string) => method(0, 10, 50, u16(code), short(text), u16(0), u16(0)),
  closeOk: () => method(0, 10, 51),
  openChannel: (channel: number) => method(channel, 20, 10, short("")),
  closeChannel: (channel: number) => method(channel, 20, 40, u16(200), short("bye"), u16(0), u16(0)),
  closeChannelOk: (channel: number) => method(channel, 20, 41),
  qos: (channel: number, count: number, isGlobal: boolean) =>
    method(channel, 60, 10, u32(0), u16(count), bits(isGlobal)),
  consume: (channel: number, queue: string, tag: string, noAck: boolean, args: Record<string, HeaderValue> = {}) =>
    method(channel, 60, 20, u16(0), short(queue), short(tag), bits(false, noAck, false, false), table(args)),
  cancel: (channel: number, tag: string) => method(channel, 60, 30, short(tag), bits(false)),
  publish: (channel: number, exchange: string, key: string, isMandatory: boolean) =>
    method(channel, 60, 40, u16(0), short(exchange), short(key), bits(isMandatory, false)),
  get: (channel: number, queue: string, noAck: boolean) => method(channel, 60, 70, u16(0), short(queue), bits(noAck)),
  ack: (channel: number, tag: number, multiple: boolean) => method(channel, 60, 80, u64(tag), bits(multiple)),
  reject: (channel: number, tag: number, requeue: boolean) => method(channel, 60, 90, u64(tag), bits(requeue)),
  nack: (channel: number, tag: number, multiple: boolean, requeue: boolean) =>
    method(channel, 60, 120, u64(tag), bits(multiple, requeue)),
  recover: (channel: number) => method(channel, 60, 110, bits(true)),
  confirmSelect: (channel: number) => method(channel, 85, 10, bits(false)),
  declareQueue: (channel: number, queue: string) =>
    method(channel, 50, 10, u16(0), short(queue), bits(false), table({ "x-queue-type": "quorum" })),
};

export const broker = {
  start: () => method(0, 10, 10, u8(0), u8(9), table({ product: "RabbitMQ" }), long("PLAIN"), long("en_US")),
  tune: () => method(0, 10, 30, u16(2_047), u32(131_072), u16(60)),
  openOk: () => method(0, 10, 41, short("")),
  close: (code: number, text: string) => method(0, 10, 50, u16(code), short(text), u16(0), u16(0)),
  closeOk: () => method(0, 10, 51),
  blocked: (reason: string) => method(0, 10, 60, short(reason)),
  unblocked: () => method(0, 10, 61),
  openChannelOk: (channel: number) => method(channel, 20, 11, long("")),
  closeChannel: (channel: number, code: number, text: string) =>
    method(channel, 20, 40, u16(code), short(text), u16(60), u16(80)),
  closeChannelOk: (channel: number) => method(channel, 20, 41),
  qosOk: (channel: number) => method(channel, 60, 11),
  consumeOk: (channel: number, tag: string) => method(channel, 60, 21, short(tag)),
  cancel: (channel: number, tag: string) => method(channel, 60, 30, short(tag), bits(true)),
  cancelOk: (channel: number, tag: string) => method(channel, 60, 31, short(tag)),
  deliver: (channel: number, consumer: string, tag: number, redelivered: boolean, exchange: string, key: string) =>
    method(channel, 60, 60, short(consumer), u64(tag), bits(redelivered), short(exchange), short(key)),
  return: (channel: number, code: number, text: string, exchange: string, key: string) =>
    method(channel, 60, 50, u16(code), short(text), short(exchange), short(key)),
  getOk: (channel: number, tag: number, redelivered: boolean, key: string) =>
    method(channel, 60, 71, u64(tag), bits(redelivered), short(""), short(key), u32(3)),
  getEmpty: (channel: number) => method(channel, 60, 72, short("")),
  ack: (channel: number, tag: number, multiple: boolean) => method(channel, 60, 80, u64(tag), bits(multiple)),
  nack: (channel: number, tag: number, multiple: boolean) => method(channel, 60, 120, u64(tag), bits(multiple, false)),
  confirmSelectOk: (channel: number) => method(channel, 85, 11),
};

export const heartbeat = (): Uint8Array => frame(8, 0, []);
export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
