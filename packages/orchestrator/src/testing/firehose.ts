// RabbitMQ's own trace of every delivery: an oracle that does not depend on our history.
// https://www.rabbitmq.com/docs/firehose
import { type AmqpConnection, connect, type Headers } from "@fairhare/amqp";
import type { Broker } from "@fairhare/broker";

const EXCHANGE = "amq.rabbitmq.trace";
const QUEUE = "firehose";

export interface TracedDelivery {
  readonly task: number;
  /** The connection of the consumer, as the broker names it. */
  readonly connection: string;
  readonly redelivered: boolean;
}

/** Records every delivery to a consumer from `open` until disposal. */
export class Firehose implements AsyncDisposable {
  readonly deliveries: TracedDelivery[] = [];
  readonly #broker: Broker;
  readonly #connection: AmqpConnection;

  private constructor(broker: Broker, connection: AmqpConnection) {
    this.#broker = broker;
    this.#connection = connection;
  }

  static async open(broker: Broker): Promise<Firehose> {
    const connection = await connect({ uri: broker.uri, name: "firehose", heartbeatSeconds: 60 });
    const firehose = new Firehose(broker, connection);
    const admin = connection.openQueueAdmin();
    await admin.declare({ name: QUEUE, type: "classic", durable: true, expiresMs: 0 });
    await admin.bind(QUEUE, EXCHANGE, "deliver.#");
    const consumer = await connection.openConsumer({ prefetch: 0 });
    await consumer.consume(
      QUEUE,
      { autoAck: true },
      (_body, _tag, _redelivered, headers) => firehose.#add(headers),
      () => undefined,
    );
    await firehose.#ctl("trace_on");
    return firehose;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ctl("trace_off");
    await this.#connection.openQueueAdmin().delete(QUEUE);
    await this.#connection.close();
  }

  /** The headers of the traced message are a table within the headers of the trace. */
  #add(headers: Headers): void {
    const task = at(at(headers?.["properties"], "headers"), "fairhare-task");
    const connection = headers?.["connection"];
    // Deliveries to clients outside the run are traced too; they have no task.
    if (typeof task !== "number" || typeof connection !== "string") return;
    this.deliveries.push({ task, connection, redelivered: headers?.["redelivered"] === 1 });
  }

  async #ctl(command: string): Promise<void> {
    await this.#broker.ctl?.(["--quiet", command], AbortSignal.timeout(60_000));
  }
}

const at = (table: unknown, key: string): unknown =>
  typeof table === "object" && table !== null ? Reflect.get(table, key) : undefined;
