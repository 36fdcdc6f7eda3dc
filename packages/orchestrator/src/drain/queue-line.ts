// The orchestrator's connection for the queues of a run: opened again when it is lost or its node cannot serve, and given up
// when an answer takes too long.
import type { Connection, QueueAdmin } from "@fairhare/amqp";
import type { Broker } from "@fairhare/broker";
import { within } from "@fairhare/core";
import type { Host } from "../fleet/host.ts";

const HEARTBEAT_SECONDS = 60;
/** A broker answers within milliseconds, a busy one within a second; a later poll asks again. */
export const ANSWER_LIMIT_MS = 5_000;

interface LinePorts {
  readonly broker: Broker;
  readonly host: Host;
}

export class QueueLine {
  readonly #ports: LinePorts;
  #connection: Connection;
  #admin: QueueAdmin;

  private constructor(connection: Connection, ports: LinePorts) {
    this.#ports = ports;
    this.#connection = connection;
    this.#admin = connection.openQueueAdmin();
  }

  /** Rejects as `Host.connect`. */
  static async open(ports: LinePorts): Promise<QueueLine> {
    return new QueueLine(await connectTo(ports), ports);
  }

  /** Of the current connection. */
  get admin(): QueueAdmin {
    return this.#admin;
  }

  /** Another connection, to the node with this number, or to a later one if that does not answer. */
  connectTo(node: number): Promise<Connection> {
    return connectTo(this.#ports, node);
  }

  /**
   * A restart of the broker closes the connection; a node that is paused or cut off from the others keeps it. Resolves with
   * true if it is a new one.
   */
  async renew(): Promise<boolean> {
    const { reachable = [] } = this.#ports.broker.cluster ?? {};
    const isServed = reachable.length === 0 || reachable.includes(this.#connection.uriIndex + 1);
    if (this.#connection.isOpen && isServed) return false;
    if (this.#connection.isOpen) void this.#connection.close();
    this.#connection = await connectTo(this.#ports);
    this.#admin = this.#connection.openQueueAdmin();
    return true;
  }

  /** Closes the connection after a timeout: its next answer would belong to the old question. */
  inTime<T>(work: Promise<T>, limitMs = ANSWER_LIMIT_MS): Promise<T> {
    const late = (): Error => {
      void this.#connection.close();
      return new Error("the broker does not answer");
    };
    return within(this.#ports.host.clock, limitMs, work, late);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

/** In a private cluster, first to a node that can serve clients now. */
const connectTo = ({ broker: { uri, cluster }, host }: LinePorts, node?: number): Promise<Connection> =>
  host.connect({
    uri,
    firstUri: (node ?? cluster?.reachable[0] ?? 1) - 1,
    name: "fairhare orchestrator",
    heartbeatSeconds: HEARTBEAT_SECONDS,
  });
