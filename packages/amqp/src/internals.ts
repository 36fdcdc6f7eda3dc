// The parts of amqplib that its types do not show and that the adapter uses. The version of amqplib is pinned, and a
// missing part is an error when a connection opens.
import { Writable } from "node:stream";
import type { Channel, ChannelModel } from "amqplib";

/** The socket of a connection; TLS is below it. */
export function socketOf({ connection }: ChannelModel): Writable {
  const socket: unknown = Reflect.get(connection, "stream");
  if (!(socket instanceof Writable)) throw new Error("amqplib does not expose the socket of a connection");
  return socket;
}

/** A frame as amqplib decodes it: `size` is that of the body after a content header, `content` a part of the body. */
export interface DecodedFrame {
  readonly channel: number;
  readonly size?: number;
  readonly fields?: Readonly<Record<string, unknown>>;
  content?: Buffer;
}

/** How a connection receives: `recvFrame` takes one frame from `rest`, or false if `rest` has no complete one. */
export interface FrameReading {
  rest: Buffer;
  recvSinceLastCheck: boolean;
  /** Bytes of the largest payload that it accepts; 0 means no limit. */
  readonly maxFrameSize: number;
  recvFrame: () => DecodedFrame | false;
}

export function readingOf({ connection }: ChannelModel): FrameReading {
  if (!isReading(connection)) throw new Error("amqplib does not expose how a connection receives frames");
  return connection;
}

const isReading = (connection: object): connection is FrameReading =>
  Buffer.isBuffer(Reflect.get(connection, "rest")) &&
  typeof Reflect.get(connection, "recvSinceLastCheck") === "boolean" &&
  typeof Reflect.get(connection, "maxFrameSize") === "number" &&
  typeof Reflect.get(connection, "recvFrame") === "function";

/** The heartbeat of this connection has something to send only when nothing else was sent. */
export function noteSent({ connection }: ChannelModel): void {
  Reflect.set(connection, "sentSinceLastCheck", true);
}

/** Seconds, as negotiated: the smaller value of both sides; 0 is none. */
export const heartbeatOf = ({ connection }: ChannelModel): number =>
  numberIn(connection, "heartbeat", "the negotiated heartbeat");

/** Bytes of the largest frame, as negotiated. */
export const frameMaxOf = ({ connection }: ChannelModel): number =>
  numberIn(connection, "frameMax", "the negotiated frame size");

export const channelNumber = (channel: Channel): number => numberIn(channel, "ch", "the number of a channel");

function numberIn(target: object, key: string, what: string): number {
  const value: unknown = Reflect.get(target, key);
  if (typeof value !== "number") throw new Error(`amqplib does not expose ${what}`);
  return value;
}
