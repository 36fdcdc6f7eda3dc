// One connection between the orchestrator and an agent, the same for both sides: messages in order, shard frames, and a
// watch that ends a connection whose other side is silent.
import { codeOf, messageOf, type Timers } from "@fairhare/core";
import type { WebSocket } from "ws";

/** Pings within the time after which a silent connection is lost. */
const PINGS_PER_TIMEOUT = 4;

export interface ConnectionListener<In> {
  /** Undefined if the text is not a message of the other side. */
  readonly read: (text: string) => In | undefined;
  readonly onMessage: (message: In) => void;
  readonly onFrame: (frame: Buffer) => void;
  /** Called once; completes a sentence such as "the agent was lost: …". */
  readonly onEnd: (reason: string) => void;
}

export class Connection<In, Out> {
  readonly #socket: WebSocket;
  readonly #clock: Timers;
  readonly #listener: ConnectionListener<In>;
  #reason: string | undefined;
  #isOver = false;
  #heardAt = 0;
  #stopWatch = (): void => undefined;

  constructor(socket: WebSocket, clock: Timers, listener: ConnectionListener<In>) {
    this.#socket = socket;
    this.#clock = clock;
    this.#listener = listener;
    const hear = (): void => void (this.#heardAt = clock.now());
    hear();
    socket.on("message", (data: Buffer, isBinary) => {
      hear();
      if (!this.#isOver) this.#receive(data, isBinary);
    });
    socket.on("ping", hear);
    socket.on("pong", hear);
    socket.on("error", (error) => (this.#reason ??= whyBroken(error)));
    socket.on("close", () => this.#end("the connection was closed"));
  }

  get isOpen(): boolean {
    return !this.#isOver && this.#socket.readyState === this.#socket.OPEN;
  }

  send(message: Out): void {
    // An error is followed by `close`.
    if (this.isOpen) this.#socket.send(JSON.stringify(message), () => undefined);
  }

  /** The buffer belongs to the connection from now on. */
  sendFrame(frame: Buffer): void {
    if (this.isOpen) this.#socket.send(frame, { binary: true }, () => undefined);
  }

  /**
   * Sends pings, and ends the connection when nothing arrives for as long as `silenceMs` says at that time, which is
   * `timeoutMs` or more.
   */
  watch(timeoutMs: number, silenceMs: () => number = () => timeoutMs): void {
    this.#stopWatch();
    const interval = timeoutMs / PINGS_PER_TIMEOUT;
    this.#heardAt = this.#clock.now();
    let plannedAt = 0;
    const plan = (): void => {
      plannedAt = this.#clock.now() + interval * 1e6;
      this.#stopWatch = this.#clock.after(interval, tick);
    };
    const tick = (): void => {
      const now = this.#clock.now();
      const limit = silenceMs();
      // This process itself stood still: whatever arrived meanwhile is not read yet.
      if (now - plannedAt > interval * 1e6) this.#heardAt = now;
      if (now - this.#heardAt > limit * 1e6) {
        this.terminate(`nothing was heard for ${limit / 1e3} s`);
        return;
      }
      if (this.isOpen) this.#socket.ping(undefined, undefined, () => undefined);
      plan();
    };
    plan();
  }

  /** Sends what was given to `send`, then closes; ends without an answer after `graceMs`. */
  close(reason: string, graceMs: number): void {
    if (this.#isOver) return;
    this.#reason ??= reason;
    this.#socket.close();
    const cancel = this.#clock.after(graceMs, () => this.terminate(reason));
    this.#socket.once("close", cancel);
  }

  /** Ends the connection at once, even if its network is gone. */
  terminate(reason: string): void {
    this.#reason ??= reason;
    this.#socket.terminate();
    this.#end(reason);
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (isBinary) {
      this.#listener.onFrame(data);
      return;
    }
    const message = this.#listener.read(data.toString());
    if (message === undefined) this.terminate("it sent something that is not a message");
    else this.#listener.onMessage(message);
  }

  #end(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopWatch();
    this.#listener.onEnd(this.#reason ?? reason);
  }
}

const whyBroken = (error: Error): string =>
  codeOf(error) === "ECONNRESET" || codeOf(error) === "EPIPE" ? "the connection was reset" : messageOf(error);
