// Reads the sockets of all connections of this process into the same memory. Node on its own allocates 64 KiB for each read,
// and at bodies of 10 kB this garbage was most of what a worker had in memory beside Node.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type OnReadOpts, Socket } from "node:net";
import { FrameFeed } from "./frame-feed.ts";
import type { FrameReading } from "../internals.ts";

/**
 * Bytes of one read at most. Node reads 64 KiB; with four times as many, a consumer of bodies of 10 kB needs an eighth less
 * CPU time. Only the pages that reads have filled take memory.
 */
const READ_BYTES = 262_144;
/** Whatever a socket received is used up, or copied, before another socket can read. */
const MEMORY = Buffer.allocUnsafeSlow(READ_BYTES);

/** Node's channel for new sockets. */
const NEW_SOCKET = "net.client.socket";

/** For one connection without TLS. */
export class SocketReader {
  #socket: Socket | undefined;
  #feed: FrameFeed | undefined;

  /** An option of `net.connect`. */
  readonly onread: OnReadOpts = {
    buffer: MEMORY,
    callback: (length) => this.#take(MEMORY.subarray(0, length)),
  };

  /** `open` creates the socket, with `onread`, before it returns. */
  observe<T>(open: () => T): T {
    // amqplib keeps the socket to itself until the handshake is over.
    const note = (message: unknown): void => {
      const socket: unknown = Object(message).socket;
      if (socket instanceof Socket) this.#socket = socket;
    };
    subscribe(NEW_SOCKET, note);
    try {
      return open();
    } finally {
      unsubscribe(NEW_SOCKET, note);
    }
  }

  /** The handshake is over: from now on, amqplib gets the frames where they are. */
  handOver(reading: FrameReading): void {
    const feed = new FrameFeed(reading, () => void this.#socket?.emit("readable"));
    const left: unknown = this.#socket?.read();
    if (Buffer.isBuffer(left)) feed.take(left);
    this.#feed = feed;
  }

  /** False stops reading. */
  #take(bytes: Buffer): boolean {
    const socket = this.#socket;
    if (socket === undefined) throw new Error("Node did not report the socket of a connection");
    // amqplib reads the handshake as from any socket.
    if (this.#feed === undefined) return socket.push(Buffer.from(bytes));
    this.#feed.take(bytes);
    return true;
  }
}
