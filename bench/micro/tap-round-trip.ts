// The time that a tap adds to a connection: from a delivery to its ack between two sockets of this process, alternately
// direct and through a tap. Without a broker and other processes, so that only the path differs.
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHostTimers, openShardFile, ShardWriter } from "@fairhare/child";
import { parseAmqpUri } from "@fairhare/core";
import { Role } from "@fairhare/protocol";
import { ProcessTap, TaskNumbers } from "@fairhare/tap";
import { ack, ACK_TAG_AT, delivery, DELIVERY_TAG_AT, login } from "./wire-frames.ts";

const WARM_UP = 3_000;
const BODY_BYTES = 20;

export interface RoundTrips {
  /** Microseconds, ascending. */
  readonly direct: Float64Array;
  readonly tapped: Float64Array;
}

export async function measureRoundTrips(count: number): Promise<RoundTrips> {
  const directory = mkdtempSync(join(tmpdir(), "fairhare-bench-"));
  const server = createServer({ noDelay: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  try {
    await using tap = await openTap(port, directory);
    const direct = await Path.open(server, port);
    const tapped = await Path.open(server, Number(parseAmqpUri(tap.uri).uri?.port));
    const times = { direct: new Float64Array(count), tapped: new Float64Array(count) };
    for (let index = -WARM_UP; index < count; index++) {
      const first = await direct.roundTrip();
      const second = await tapped.roundTrip();
      if (index < 0) continue;
      times.direct[index] = first;
      times.tapped[index] = second;
    }
    direct.close();
    tapped.close();
    if (tap.facts.acked !== count + WARM_UP) throw new Error(`the tap read ${tap.facts.acked} acks`);
    return { direct: times.direct.toSorted(), tapped: times.tapped.toSorted() };
  } finally {
    server.close();
    rmSync(directory, { recursive: true });
  }
}

async function openTap(port: number, directory: string): Promise<ProcessTap> {
  const clock = createHostTimers();
  const tap = await ProcessTap.open({
    member: { role: "worker", process: 1 },
    slot: 1,
    brokerUri: `amqp://127.0.0.1:${port}`,
    clock,
    tasks: new TaskNumbers(),
    hasDeadLetterQueue: false,
    reportsDone: false,
  });
  const header = { role: Role.worker, process: 1, incarnation: 1, pid: process.pid, openedAt: clock.now() };
  tap.begin(new ShardWriter(openShardFile(join(directory, "worker-1.1.shard")), header));
  return tap;
}

/** A client and the broker's side of its connection; one message at a time. */
class Path {
  readonly #client: Socket;
  readonly #broker: Socket;
  readonly #delivery = delivery(BODY_BYTES);
  readonly #ack = ack();
  #tag = 0;
  #received = 0;
  #onAck: () => void = () => undefined;

  private constructor(client: Socket, broker: Socket) {
    this.#client = client;
    this.#broker = broker;
    let length = 0;
    client.on("data", (bytes) => {
      length += bytes.length;
      if (length < this.#delivery.length) return;
      length = 0;
      this.#ack.writeUInt32BE(this.#tag, ACK_TAG_AT);
      client.write(this.#ack);
    });
    broker.on("data", (bytes) => {
      this.#received += bytes.length;
      if (this.#received >= this.#ack.length) this.#onAck();
    });
  }

  static async open(server: Server, port: number): Promise<Path> {
    const accepted = once(server, "connection");
    const client = connect({ port, host: "127.0.0.1", noDelay: true });
    const [broker] = (await accepted) as [Socket];
    client.write(login());
    await once(broker, "data");
    return new Path(client, broker);
  }

  /** Microseconds from the delivery to the arrival of its ack. */
  roundTrip(): Promise<number> {
    return new Promise((resolve) => {
      this.#received = 0;
      this.#delivery.writeUInt32BE(++this.#tag, DELIVERY_TAG_AT);
      const began = performance.now();
      this.#onAck = () => resolve((performance.now() - began) * 1e3);
      this.#broker.write(this.#delivery);
    });
  }

  close(): void {
    this.#client.destroy();
    this.#broker.destroy();
  }
}
