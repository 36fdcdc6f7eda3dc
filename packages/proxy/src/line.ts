// The path of one process to the broker: a listener, its connections, and the conditions that a fault imposes on them.
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { CALM, type Conditions, type FleetLine } from "./fleet-proxy.ts";
import { Pipe } from "./pipe.ts";

export interface Upstream {
  readonly host: string;
  readonly port: number;
}

interface Connection {
  readonly client: Socket;
  readonly broker: Socket;
  readonly pipes: readonly Pipe[];
}

export class Line implements FleetLine, AsyncDisposable {
  readonly #upstream: Upstream;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  #conditions: Conditions = CALM;
  isRefusing = false;

  private constructor(upstream: Upstream) {
    this.#upstream = upstream;
    // A side that has ended its output can still read from the other side, as on a direct connection.
    const options = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true };
    this.#server = createServer(options, (client) => this.#accept(client));
  }

  /** Listens on a free port of the loopback interface. */
  static async listen(upstream: Upstream): Promise<Line> {
    const line = new Line(upstream);
    line.#server.listen(0, "127.0.0.1");
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
      client.resetAndDestroy();
      broker.resetAndDestroy();
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
    const broker = connect({ ...this.#upstream, allowHalfOpen: true, noDelay: true });
    const pipes = [new Pipe(client, broker, this.#conditions), new Pipe(broker, client, this.#conditions)];
    const connection = { client, broker, pipes };
    this.#connections.add(connection);
    // An error on one side (a reset, or an unreachable broker) resets the other side.
    client.on("error", () => broker.resetAndDestroy());
    broker.on("error", () => client.resetAndDestroy());
    const forget = (): unknown => client.destroyed && broker.destroyed && this.#connections.delete(connection);
    client.on("close", forget);
    broker.on("close", forget);
  }
}
