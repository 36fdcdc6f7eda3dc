// One consumer: receives, hands to the executor, records, and acknowledges after the record is safe.
import { GroupCommit, type Surroundings } from "@fairhare/agent";
import { type AmqpConnection, connect, type ConsumerChannel, type Headers } from "@fairhare/amqp";
import { EventFlag, EventKind, type WorkerPlan } from "@fairhare/protocol";
import { Acknowledger } from "./acknowledger.ts";
import { Executor } from "./executor.ts";
import { TaskDecoder } from "./task-decoder.ts";

export async function openSlot(number: number, plan: WorkerPlan, surroundings: Surroundings): Promise<Slot> {
  const { uri, settings } = plan;
  const name = `fairhare worker ${number}`;
  const connection = await connect({ uri, name, heartbeatSeconds: settings.heartbeatSeconds });
  surroundings.shard.append(EventKind.connected, surroundings.clock.now(), number, 0);
  const channel = await connection.openConsumer({ prefetch: settings.ack === "auto" ? 0 : settings.prefetch });
  return new Slot(number, plan, surroundings, connection, channel);
}

export class Slot {
  readonly #number: number;
  readonly #plan: WorkerPlan;
  readonly #surroundings: Surroundings;
  readonly #connection: AmqpConnection;
  readonly #channel: ConsumerChannel;
  readonly #decoder: TaskDecoder;
  readonly #executor: Executor;
  readonly #acknowledger: Acknowledger;
  readonly #commit: GroupCommit;
  readonly #isWorkless: boolean;
  #isClosing = false;

  constructor(
    number: number,
    plan: WorkerPlan,
    surroundings: Surroundings,
    connection: AmqpConnection,
    channel: ConsumerChannel,
  ) {
    const { settings } = plan;
    const { shard, clock } = surroundings;
    this.#number = number;
    this.#plan = plan;
    this.#surroundings = surroundings;
    this.#connection = connection;
    this.#channel = channel;
    this.#isWorkless = settings.work === "none";
    this.#decoder = new TaskDecoder(settings);
    this.#acknowledger = new Acknowledger(channel, settings);
    this.#commit = new GroupCommit(shard, () => this.#acknowledger.send(), { gather: settings.prefetch !== 1 });
    this.#executor = new Executor(settings, {
      started: (task, tag) => {
        shard.append(EventKind.started, clock.now(), number, task, 0, 0, 0, tag);
        this.#commit.commit();
      },
      completed: (task, tag, startedAt) => this.#complete(task, tag, startedAt),
      now: () => clock.now(),
    });
    void this.#watch();
  }

  /** Resolves when the broker has registered the consumer. */
  async consume(): Promise<void> {
    const { shard, clock, fail } = this.#surroundings;
    await this.#channel.consume(
      this.#plan.queue,
      { autoAck: this.#plan.settings.ack === "auto" },
      (body, tag, redelivered, headers) => this.#receive(body, tag, redelivered, headers),
      () => {
        shard.append(EventKind.cancelled, clock.now(), this.#number, 0);
        shard.flush();
        fail(
          `The broker cancelled the consumer of worker ${this.#number}: the queue was deleted, or its node went down.`,
        );
      },
    );
    shard.append(EventKind.consuming, clock.now(), this.#number, 0);
  }

  /** Finishes the task in hand; what is only buffered goes back to the queue. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#channel.cancel();
    await this.#executor.close();
    this.#commit.commitNow();
    this.#acknowledger.sendRest();
    // The channel first: closing the connection would overtake the acks that the channel still buffers.
    await this.#channel.close();
    await this.#connection.close();
    this.#surroundings.shard.append(EventKind.closed, this.#surroundings.clock.now(), this.#number, 0);
  }

  #receive(body: Buffer, tag: number, redelivered: boolean, headers: Headers): void {
    const at = this.#surroundings.clock.now();
    const task = this.#decoder;
    task.decode(body, headers);
    const flags = redelivered ? EventFlag.redelivered : 0;
    this.#surroundings.shard.append(EventKind.delivered, at, this.#number, task.number, task.intendedAt, flags, 0, tag);
    if (this.#isWorkless) this.#complete(task.number, tag, at);
    else {
      this.#executor.submit(task.number, tag, task.cost);
      this.#commit.commit();
    }
  }

  #complete(task: number, tag: number, startedAt: number): void {
    const { shard, clock } = this.#surroundings;
    shard.append(EventKind.completed, clock.now(), this.#number, task, startedAt, 0, 0, tag);
    this.#acknowledger.owe(tag);
    this.#commit.commit();
  }

  async #watch(): Promise<void> {
    const { replyCode, reason } = await this.#connection.ended;
    if (this.#isClosing) return;
    const { shard, clock, fail } = this.#surroundings;
    shard.append(EventKind.disconnected, clock.now(), this.#number, 0, 0, 0, replyCode);
    shard.flush();
    fail(`Worker ${this.#number} lost its connection: ${reason}.`);
  }
}
