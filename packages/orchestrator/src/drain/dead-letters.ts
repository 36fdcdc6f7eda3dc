// Consumes the run's dead-letter queues and records each arrival in a shard of its own, as evidence for the checker.
// Each record is in the kernel before the message is acknowledged.
import { GroupCommit, type ShardWriter, untilSuccessful } from "@fairhare/child";
import type { Connection, ConsumerChannel, Headers, QueueSpec } from "@fairhare/amqp";
import { within } from "@fairhare/core";
import type { TrialSettings } from "@fairhare/workload";
import { DeadLetterReason, deadLetterQueueOf, EventKind, Role, taskOfMessage } from "@fairhare/protocol";
import type { Host } from "../fleet/host.ts";
import type { QueueWatch } from "./queue-watch.ts";

/** High enough that the round trip to the broker does not limit the consumer. */
const PREFETCH = 500;
const HEARTBEAT_SECONDS = 60;
/** Closing a channel and deleting a queue take milliseconds; after this time the broker counts as gone. */
const GOODBYE_LIMIT_MS = 5_000;
/** For each queue that is deleted: a broker deletes a quorum queue in tens of milliseconds. */
const DELETION_LIMIT_MS = 100;

export interface DeadLetterPorts {
  readonly host: Host;
  readonly uri: string;
  readonly runTag: string | null;
  readonly shardFile: (role: "dead-letters", process: number, incarnation: number) => string;
}

/** Declares one dead-letter queue for each queue on entry, and deletes them on disposal. */
export class DeadLetters implements AsyncDisposable {
  readonly #host: Host;
  readonly #uri: string;
  readonly #runTag: string | null;
  readonly #specs: readonly QueueSpec[];
  readonly #shard: ShardWriter;
  readonly #closing = new AbortController();
  #connection: Connection | undefined;
  #channel: ConsumerChannel | undefined;

  private constructor({ names, expiresMs }: QueueWatch, settings: TrialSettings, ports: DeadLetterPorts) {
    const { queueType: type, queueDurable: durable } = settings;
    const { host, uri, runTag, shardFile } = ports;
    this.#host = host;
    this.#uri = uri;
    this.#runTag = runTag;
    this.#specs = names.map((name) => ({ name: deadLetterQueueOf(name), type, durable, expiresMs }));
    const header = { role: Role.deadLetters, process: 1, incarnation: 1, pid: host.pid, openedAt: host.clock.now() };
    this.#shard = host.openShard(shardFile("dead-letters", 1, 1), header);
  }

  /** Returns undefined when the trial has no dead-letter queue. */
  static async collect(
    queue: QueueWatch,
    settings: TrialSettings,
    ports: DeadLetterPorts,
  ): Promise<DeadLetters | undefined> {
    if (!settings.deadLetter) return undefined;
    const collector = new DeadLetters(queue, settings, ports);
    try {
      const connection = await collector.#open();
      void collector.#keepConnected(connection);
      return collector;
    } catch (error) {
      await collector[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error("closing"));
    // An unreachable broker has either lost the queue or keeps it; neither can be changed from here.
    const limitMs = GOODBYE_LIMIT_MS + DELETION_LIMIT_MS * this.#specs.length;
    await within(this.#host.clock, limitMs, this.#deleteQueues(), noAnswer).catch(() => undefined);
    this.#shard[Symbol.dispose]();
  }

  /** Closes the consumer first: deleting the queue would cancel it, and a cancelled consumer reconnects. */
  async #deleteQueues(): Promise<void> {
    try {
      if (this.#channel?.isOpen) await this.#channel.close();
      const admin = this.#connection?.isOpen ? this.#connection.openQueueAdmin() : undefined;
      for (const { name } of this.#specs) await admin?.delete(name);
    } finally {
      await this.#connection?.close();
    }
  }

  /** Reconnects after every connection loss: the broker itself may be the target of a fault. */
  async #keepConnected(first: Connection): Promise<void> {
    const { signal } = this.#closing;
    let connection = first;
    while (!signal.aborted) {
      const { replyCode } = await connection.ended;
      if (signal.aborted) return;
      this.#record(EventKind.disconnected, 0, replyCode);
      this.#shard.flush();
      try {
        connection = await untilSuccessful(() => this.#open(), this.#host, signal);
      } catch {
        return;
      }
    }
  }

  async #open(): Promise<Connection> {
    const connection = await this.#host.connect({
      uri: this.#uri,
      name: "fairhare dead letters",
      heartbeatSeconds: HEARTBEAT_SECONDS,
    });
    let channel: ConsumerChannel;
    try {
      const admin = connection.openQueueAdmin();
      for (const spec of this.#specs) await admin.declare(spec);
      channel = await connection.openConsumer({ prefetch: PREFETCH });
      await this.#consume(channel, () => void connection.close());
    } catch (error) {
      await connection.close();
      throw error;
    }
    this.#connection = connection;
    this.#channel = channel;
    this.#record(EventKind.connected);
    this.#shard.flush();
    return connection;
  }

  async #consume(channel: ConsumerChannel, onCancelled: () => void): Promise<void> {
    let lastTag = 0;
    const commit = new GroupCommit(
      this.#shard,
      () => {
        if (channel.isOpen) channel.ack(lastTag, true);
      },
      { clock: this.#host.clock, gather: true },
    );
    const onDelivery = (body: Buffer, tag: number, _redelivered: boolean, headers: Headers): void => {
      if (this.#closing.signal.aborted) return;
      this.#record(EventKind.deadLettered, taskOfMessage(body, headers, this.#runTag), reasonOf(headers), tag);
      lastTag = tag;
      commit.commit();
    };
    for (const { name } of this.#specs) await channel.consume(name, { autoAck: false }, onDelivery, onCancelled);
  }

  #record(kind: EventKind, task = 0, detail = 0, tag = 0): void {
    this.#shard.append(kind, this.#host.clock.now(), 1, task, 0, 0, detail, tag);
  }
}

const noAnswer = (): Error => new Error("the broker does not answer");

function reasonOf(headers: Headers): DeadLetterReason {
  const reason = headers?.["x-first-death-reason"];
  const known = Object.entries(DeadLetterReason).find(([name]) => name === reason);
  return known?.[1] ?? DeadLetterReason.other;
}
