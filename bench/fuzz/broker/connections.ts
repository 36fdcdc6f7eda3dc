// The connections of the simulated broker: the wires that lead to its nodes, the sessions on them, and what happens to all
// of them at once: alarms, outages, and the acknowledgement timeout.
import type { VirtualTime } from "../virtual/time.ts";
import type { Wire } from "../virtual/wire.ts";
import type { Nodes } from "./cluster/nodes.ts";
import type { Outage } from "./message.ts";
import type { Session } from "./session.ts";

export class Connections {
  readonly #time: VirtualTime;
  readonly #nodes: Nodes;
  readonly #sessions = new Set<Session>();
  /** The node of each connection, also of those in their handshake. */
  readonly #wires = new Map<Wire, number>();
  readonly #alarms = new Set<symbol>();
  /** Milliseconds; 0 without a timeout. */
  #ackTimeoutMs = 0;

  constructor(time: VirtualTime, nodes: Nodes) {
    this.#time = time;
    this.#nodes = nodes;
  }

  get hasAlarm(): boolean {
    return this.#alarms.size > 0;
  }

  addWire(wire: Wire, node: number): void {
    this.#wires.set(wire, node);
    if (this.#nodes.isPaused(node)) wire.hold(true);
  }

  removeWire(wire: Wire): void {
    this.#wires.delete(wire);
  }

  add(session: Session): void {
    this.#sessions.add(session);
  }

  remove(session: Session): void {
    this.#sessions.delete(session);
  }

  /** What arrives at the node waits, or goes on. */
  hold(node: number, isHeld: boolean): void {
    for (const [wire, to] of this.#wires) if (to === node) wire.hold(isHeld);
  }

  /** Raises an alarm; returns its handle. */
  raise(): symbol {
    const alarm = Symbol("alarm");
    this.#alarms.add(alarm);
    for (const session of this.#sessions) session.block();
    return alarm;
  }

  lower(alarm: symbol): void {
    if (!this.#alarms.delete(alarm) || this.hasAlarm) return;
    for (const session of this.#sessions) session.unblock();
  }

  /** RabbitMQ has ended in all nodes, and with it the alarms. */
  forgetAlarms(): void {
    this.#alarms.clear();
  }

  /** RabbitMQ has ended in this node. */
  end(node: number, how: Outage): void {
    for (const session of this.#sessions) {
      if (session.node !== node) continue;
      session.end("connection-lost");
      if (how === "killed" || how === "power-cut") session.wire.break();
      else session.wire.hangUp();
    }
  }

  /** Closes those with these names; returns their number. */
  close(names: readonly string[]): number {
    const closed = [...this.#sessions].filter(
      ({ name, node }) => names.includes(name) && this.#nodes.available.includes(node),
    );
    for (const session of closed) {
      session.end("connection-lost");
      session.wire.hangUp();
    }
    return closed.length;
  }

  giveUpLostQueues(): void {
    for (const { channels } of this.#sessions) for (const channel of channels) channel.giveUpLostQueues();
  }

  /** Enforces the acknowledgement timeout; returns a function that ends it. */
  watchAcks(timeoutMs: number): () => void {
    this.#ackTimeoutMs = timeoutMs;
    const tick = Math.max(50, timeoutMs / 4);
    const look = (): void => {
      if (this.#ackTimeoutMs === 0) return;
      for (const { channels, node } of this.#sessions)
        if (this.#nodes.isAwake(node)) for (const channel of channels) channel.timeOut(timeoutMs);
      this.#time.after(tick, look);
    };
    this.#time.after(tick, look);
    return () => {
      this.#ackTimeoutMs = 0;
    };
  }
}
