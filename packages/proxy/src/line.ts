// The path of one process to the broker: a listener, its connections, and the conditions that a fault imposes on them.
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import type { ListenAddress } from "@fairhare/core";
import { CALM, type Conditions, type FleetLine } from "./fleet-proxy.ts";
import type { LineObserver } from "./observer.ts";
import { Pipe } from "./pipe.ts";
import { connectUpstream, reset, type Upstream } from "./upstream.ts";

interface Connection {
  readonly client: Socket;
  readonly broker: Socket;
  readonly pipes: readonly Pipe[];
}

const ANY_PORT: ListenAddress = { host: "127.0.0.1", port: 0 };

export class Line implements FleetLine, AsyncDisposable {
  readonly #upstream: Upstream;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  readonly #observer: LineObserver | undefined;
  #conditions: Conditions = CALM;
  isRefusing = false;

  private constructor(upstream: Upstream, observer: LineObserver | undefined) {
    this.#upstream = upstream;
    this.#observer = observer;
    // A side that has ended its output can still read from the other side, as on a direct connection.
    const options = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true };
    this.#server = createServer(options, (client) => this.#accept(client));
  }

  /** Without an address, on a free port of the loopback interface. Rejects with the error of the system. */
  static async listen(upstream: Upstream, observer?: LineObserver, address: ListenAddress = ANY_PORT): Promise<Line> {
    const line = new Line(upstream, observer);
    line.#server.listen(address.port, address.host);
    await once(line.#server, "listening");
    return line;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  impose(conditions: Conditions): void {
    this.#conditions = conditions;
    for (const { pipes } of this.#connections) for (const pipe of pipes) pipe.adapt(conditions);
  }

  cut(): void {
    for (const { client, broker } of this.#connections) {
      reset(client);
      reset(broker);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.cut();
    await closed;
  }

  #accept(client: Socket): void {
    client.on("error", () => undefined);
    if (this.isRefusing) {
      client.resetAndDestroy();
      return;
    }
    const broker = connectUpstream(this.#upstream);
    const observer = this.#observer?.opened(`${client.remoteAddress}:${client.remotePort}`);
    const conditions = this.#conditions;
    const pipes = [
      new Pipe(
        client,
        broker,
        conditions,
        observer && { look: (bytes) => observer.fromClient(bytes), when: "arriving" },
      ),
      new Pipe(
        broker,
        client,
        conditions,
        observer && { look: (bytes) => observer.fromBroker(bytes), when: "leaving" },
      ),
    ];
    const connection = { client, broker, pipes };
    this.#connections.add(connection);
    // An error on one side (a reset, or an unreachable broker) resets the other side.
    client.on("error", () => reset(broker));
    broker.on("error", (error) => {
      observer?.brokerFailed(error);
      reset(client);
    });
    if (observer !== undefined) {
      onceEnded(client, () => observer.ended("client"));
      onceEnded(broker, () => observer.ended("broker"));
    }
    const forget = (): unknown => client.destroyed && broker.destroyed && this.#connections.delete(connection);
    client.on("close", forget);
    broker.on("close", forget);
  }
}

/** The socket's peer sends nothing more: it has ended its side, or the connection is gone. */
function onceEnded(socket: Socket, act: () => void): void {
  let hasEnded = false;
  const end = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    act();
  };
  socket.on("end", end);
  socket.on("close", end);
}
