// One connection of a process: reads its bytes, keeps the facts, and records how it begins and ends. What its messages mean
// is left to the records of the role.
import { EventKind } from "@fairhare/protocol";
import type { ConnectionObserver } from "@fairhare/proxy";
import {
  type Settlement,
  type Side,
  type WireConsumer,
  type WireListener,
  type WireMessage,
  WireReader,
} from "@fairhare/wire";
import type { ConnectionRecords, RecordPorts } from "./connection-records.ts";
import { noteConsumer, noteProblem } from "./wire-facts.ts";

export interface ConnectionEvents {
  /** The client ended the connection without closing it; `at` nanoseconds. Either it lost it, or the process has ended. */
  readonly onAbandoned: (at: number) => void;
  readonly onClientEnded: () => void;
}

export class TapConnection implements ConnectionObserver, WireListener {
  readonly #ports: RecordPorts;
  readonly #records: ConnectionRecords;
  readonly #events: ConnectionEvents;
  readonly #reader: WireReader;
  /** By channel: the last basic.qos that was not for the whole channel, and the last one that was. */
  readonly #prefetch = new Map<number, { count: number; isGlobal: boolean }>();
  #isOpened = false;
  /** How the connection ends is recorded, or the client closes it. */
  #isEnding = false;
  #hasEnded = false;

  constructor(ports: RecordPorts, records: ConnectionRecords, events: ConnectionEvents) {
    this.#ports = ports;
    this.#records = records;
    this.#events = events;
    this.#reader = new WireReader(this);
  }

  // — the line —

  fromClient(bytes: Buffer): void {
    // The broker has ended the connection and never sees these bytes: their deliveries are requeued.
    if (this.#hasEnded) return;
    this.#ports.recording.tick();
    this.#reader.fromClient(bytes);
    this.#ports.recording.flush();
  }

  fromBroker(bytes: Buffer): void {
    if (this.#hasEnded) return;
    this.#ports.recording.tick();
    this.#reader.fromBroker(bytes);
    this.#ports.recording.flushSoon();
  }

  ended(side: Side): void {
    if (!this.#hasEnded) {
      this.#hasEnded = true;
      const { recording } = this.#ports;
      recording.tick();
      this.#records.ended();
      if (this.#isOpened && !this.#isEnding) {
        if (side === "client") this.#events.onAbandoned(recording.now);
        else recording.append(EventKind.disconnected);
      }
      recording.flush();
    }
    if (side === "client") this.#events.onClientEnded();
  }

  brokerFailed(error: Error): void {
    if (!this.#isOpened) noteProblem(this.#ports.facts, `The broker could not be reached: ${error.message}.`);
  }

  // — the wire —

  tuned(_frameMax: number, heartbeatSeconds: number): void {
    this.#ports.facts.heartbeatSeconds = heartbeatSeconds;
  }

  opened(): void {
    this.#isOpened = true;
    this.#ports.recording.append(EventKind.connected);
  }

  blocked(): void {
    this.#ports.recording.append(EventKind.blocked);
  }

  unblocked(): void {
    this.#ports.recording.append(EventKind.unblocked);
  }

  closing(by: Side, code: number, text: string): void {
    if (!this.#isOpened && by === "broker")
      noteProblem(this.#ports.facts, `The broker refused the connection: ${code} ${text}.`);
    if (by === "broker" && this.#isOpened && !this.#isEnding)
      this.#ports.recording.append(EventKind.disconnected, 0, 0, 0, code);
    this.#isEnding = true;
  }

  closed(by: Side): void {
    if (by === "client" && this.#isOpened) this.#ports.recording.append(EventKind.closed);
  }

  channelOpened(): void {
    this.#ports.facts.channels++;
  }

  channelClosing(_channel: number, by: Side, code: number): void {
    if (by === "broker") this.#ports.recording.append(EventKind.disconnected, 0, 0, 0, code);
  }

  channelClosed(channel: number, by: Side): void {
    this.#records.channelEnded(channel);
    this.#prefetch.delete(channel);
    // The broker has processed everything that was sent on the channel before.
    if (by === "client") this.#ports.recording.append(EventKind.closed);
  }

  qos(channel: number, count: number, isGlobal: boolean): void {
    const { facts } = this.#ports;
    this.#prefetch.set(channel, { count, isGlobal });
    if (facts.consumers === 0 || !isGlobal) return;
    // It also limits the consumers that are there.
    facts.prefetch = count;
    facts.prefetchIsGlobal = true;
  }

  consuming(channel: number, { noAck }: WireConsumer): void {
    const { facts } = this.#ports;
    const prefetch = this.#prefetch.get(channel);
    facts.prefetch = prefetch?.count ?? null;
    facts.prefetchIsGlobal = prefetch?.isGlobal ?? false;
    noteConsumer(facts, noAck);
    this.#records.consuming?.();
  }

  cancelled(_channel: number, _tag: string, by: Side): void {
    if (by === "client") this.#ports.facts.cancelledByClient++;
    else this.#ports.facts.cancelledByBroker++;
    this.#records.cancelled?.(by);
  }

  published(message: WireMessage): void {
    this.#ports.facts.published++;
    this.#records.published?.(message);
  }

  returned(message: WireMessage): void {
    this.#records.returned?.(message);
  }

  delivered(message: WireMessage): void {
    const { facts } = this.#ports;
    facts.delivered++;
    if (message.isGet) facts.gets++;
    this.#records.delivered?.(message);
  }

  gotEmpty(): void {
    this.#ports.facts.emptyGets++;
  }

  settled(channel: number, tag: number, label: number, how: Settlement, isMultiple: boolean): void {
    this.#records.settled?.(channel, tag, label, how, isMultiple);
  }

  unknownTag(): void {
    this.#ports.facts.unknownTags++;
  }

  confirmed(_channel: number, _sequence: number, label: number, isAccepted: boolean): void {
    this.#records.confirmed?.(label, isAccepted);
  }

  failed(problem: string): void {
    noteProblem(this.#ports.facts, problem);
    this.#ports.events.onProblem?.(problem);
  }

  wantsDigest(message: WireMessage): boolean {
    return this.#ports.identity.needsDigest(message);
  }
}
