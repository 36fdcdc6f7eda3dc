// The tap of one process: a line to the broker whose connections it reads. Every incarnation of the process has a shard.
import { formatAmqpUri, type Nanoseconds, parseAmqpUri, within } from "@fairhare/core";
import type { ShardWriter } from "@fairhare/child";
import { EventKind } from "@fairhare/protocol";
import { type ConnectionObserver, type FleetLine, Line, type LineObserver } from "@fairhare/proxy";
import type { ConnectionRecords, RecordPorts } from "./connection-records.ts";
import { DoneReports } from "./done-reports.ts";
import { MessageIdentity } from "./message-identity.ts";
import { ProducerRecords } from "./producer-records.ts";
import { Recording } from "./recording.ts";
import type { Tap, TapEvents, TapOptions } from "./tap.ts";
import { TapConnection } from "./tap-connection.ts";
import { emptyFacts, type WireFacts } from "./wire-facts.ts";
import { WorkerRecords } from "./worker-records.ts";

/**
 * A connection that ended without a close belongs to a process that was killed, unless that process still runs after this
 * time or opens another connection.
 */
const PROCESS_END_MS = 300;
/** The sockets of an ended process end at once, unless another process has inherited them. */
const SOCKET_END_MS = 1_000;

/** One run of the process. */
interface Incarnation {
  readonly ports: RecordPorts;
  /** Connections whose client has not ended them. */
  open: number;
  /** Connections that may have been lost. */
  readonly abandoned: Set<Abandoned>;
  onAllEnded: (() => void) | undefined;
}

interface Abandoned {
  /** When it ended; nanoseconds. */
  readonly at: number;
  readonly cancelTimer: () => void;
}

export class ProcessTap implements Tap, LineObserver {
  readonly facts: WireFacts = emptyFacts();
  readonly #options: TapOptions;
  readonly #identity = new MessageIdentity();
  #line: Line | undefined;
  #uri = "";
  #incarnation: Incarnation | undefined;
  #openConnections = 0;

  private constructor(options: TapOptions) {
    this.#options = options;
  }

  static async open(options: TapOptions): Promise<ProcessTap> {
    const { uri, problem } = parseAmqpUri(options.brokerUri);
    if (uri === undefined) throw new Error(`the URI of the broker is not valid: ${problem}`);
    const tap = new ProcessTap(options);
    const { scheme, host, port } = uri;
    const line = await Line.listen({ host, port, ...(scheme === "amqps" ? { tls: options.tls ?? {} } : {}) }, tap);
    tap.#line = line;
    tap.#uri = formatAmqpUri({ ...uri, scheme: "amqp", host: "127.0.0.1", port: line.port });
    return tap;
  }

  get uri(): string {
    return this.#uri;
  }

  get line(): FleetLine {
    if (this.#line === undefined) throw new Error("the tap is not open");
    return this.#line;
  }

  begin(shard: ShardWriter, events: TapEvents = {}): void {
    const { slot, clock, tasks, hasDeadLetterQueue, reportsDone, isWorkless = false } = this.#options;
    const recording = new Recording(slot, shard, clock, (problem) => events.onProblem?.(problem));
    let hasBegun = false;
    const ports: RecordPorts = {
      recording,
      facts: this.facts,
      events,
      tasks,
      identity: this.#identity,
      hasDeadLetterQueue,
      isWorkless,
      done: reportsDone ? new DoneReports() : undefined,
      begin: () => {
        if (hasBegun) return;
        hasBegun = true;
        recording.append(EventKind.begun, 0, recording.now);
      },
      soon: (act) => clock.soon(act),
    };
    this.#incarnation = { ports, open: 0, abandoned: new Set(), onAllEnded: undefined };
  }

  reportDone(at: Nanoseconds): void {
    const incarnation = this.#incarnation;
    if (incarnation === undefined) return;
    const { done, recording, events } = incarnation.ports;
    const task = done?.done(at, recording);
    if (task !== undefined) events.onSettled?.(task, true);
  }

  async processEnded({ isClean }: { readonly isClean: boolean }): Promise<void> {
    const incarnation = this.#incarnation;
    if (incarnation === undefined) return;
    const { recording } = incarnation.ports;
    if (incarnation.open > 0) {
      const ended = new Promise<void>((resolve) => (incarnation.onAllEnded = resolve));
      // What was not read by then never reaches the broker.
      await within(this.#options.clock, SOCKET_END_MS, ended, () => new Error("late")).catch(() => this.line.cut());
    }
    this.#incarnation = undefined;
    // These connections were not lost: they ended with their process.
    for (const { cancelTimer } of incarnation.abandoned) cancelTimer();
    recording.tick();
    if (isClean && this.#options.member.role === "producer") recording.append(EventKind.finished);
    recording.close();
  }

  /** A client has connected to the line. */
  opened(): ConnectionObserver {
    const incarnation = this.#incarnation;
    if (incarnation === undefined) return UNREAD;
    const { facts } = this;
    facts.connections++;
    facts.peakConnections = Math.max(facts.peakConnections, ++this.#openConnections);
    incarnation.open++;
    // The process still runs.
    for (const one of incarnation.abandoned) this.#lose(incarnation, one);
    return new TapConnection(incarnation.ports, this.#recordsOf(incarnation.ports), {
      onAbandoned: (at) => {
        const lose = (): void => this.#lose(incarnation, one);
        const one = { at, cancelTimer: this.#options.clock.after(PROCESS_END_MS, lose) };
        incarnation.abandoned.add(one);
      },
      onClientEnded: () => {
        this.#openConnections--;
        if (--incarnation.open === 0) incarnation.onAllEnded?.();
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.processEnded({ isClean: false });
    await this.#line?.[Symbol.asyncDispose]();
  }

  #recordsOf(ports: RecordPorts): ConnectionRecords {
    return this.#options.member.role === "worker" ? new WorkerRecords(ports) : new ProducerRecords(ports);
  }

  #lose({ abandoned, ports: { recording } }: Incarnation, one: Abandoned): void {
    one.cancelTimer();
    abandoned.delete(one);
    recording.appendAt(one.at, EventKind.disconnected, 0, 0, 0, 0, 0);
    recording.flush();
  }
}

/** A process that is not of the fleet, such as one that outlived its parent. */
const UNREAD: ConnectionObserver = {
  fromClient: () => undefined,
  fromBroker: () => undefined,
  ended: () => undefined,
  brokerFailed: () => undefined,
};
