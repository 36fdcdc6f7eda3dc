// The broker's side of one channel: deliveries, acknowledgements, publishes and confirms.
import type { Message, Published, RequeueReason } from "./message.ts";
import type { ChannelClient, ChannelOptions, ChannelSession } from "./channel-ports.ts";
import type { Command } from "./cluster/queue-host.ts";
import { PublishAnswers } from "./publish-answers.ts";
import type { BrokerQueue } from "./queue.ts";
import type { QueueConsumer } from "./queue-ports.ts";

interface Unacked {
  readonly message: Message;
  readonly queue: BrokerQueue;
  readonly at: number;
  /** Its consumer has room for one more. */
  readonly release: () => void;
}

const NO_ROUTE = 312;
const PRECONDITION_FAILED = 406;
/** RabbitMQ's limit for a consumer without prefetch on a quorum queue. */
const QUORUM_CAP = 2_000;

export class ServerChannel {
  isOpen = true;
  readonly #session: ChannelSession;
  readonly #client: ChannelClient;
  readonly #prefetch: number;
  /** Null without publisher confirms. */
  readonly #answers: PublishAnswers | null;
  readonly #unacked = new Map<number, Unacked>();
  readonly #consumers = new Map<QueueConsumer, BrokerQueue>();
  readonly #openedAt: number;
  #hasLostConsumer = false;
  #deliveryTag = 0;
  #publishTag = 0;
  constructor(session: ChannelSession, client: ChannelClient, { prefetch, confirms }: ChannelOptions) {
    this.#session = session;
    this.#client = client;
    this.#prefetch = prefetch;
    const { wire, broker } = session;
    const ports = {
      time: broker.time,
      random: broker.random,
      isOpen: () => this.isOpen,
      send: (...answer: Parameters<ChannelClient["onAnswer"]>) => wire.toClient(() => client.onAnswer(...answer)),
    };
    this.#answers = confirms ? new PublishAnswers(ports) : null;
    this.#openedAt = session.broker.time.elapsed;
  }

  publish(queueName: string, published: Published): void {
    if (!this.isOpen) return;
    const { task, body } = published;
    const { broker } = this.#session;
    const tag = ++this.#publishTag;
    const limit = broker.rules.maxMessageBytes;
    if (body.length > limit) {
      const reason = `PRECONDITION_FAILED - message size ${body.length} is larger than configured max size ${limit}`;
      return this.close(PRECONDITION_FAILED, reason);
    }
    const queue = broker.queue(queueName, this.#session.node);
    if (queue === undefined) return this.#return(published, tag);
    this.#command(queue, {
      run: () => this.#enqueue(queue, published, tag),
      refused: () => {
        const isKnown = queue.host.isReplicated || broker.rules.awayQueue === "refuses";
        if (!isKnown) return this.#return(published, tag);
        if (this.#answers === null) broker.truth.fate(task, "unavailable");
        else this.#answers.refuse([tag]);
      },
    });
  }

  /** The queue takes the message, or is full. */
  #enqueue(queue: BrokerQueue, published: Published, tag: number): void {
    const { truth, time } = this.#session.broker;
    truth.reached(published.task, time.elapsed);
    this.#answers?.expect(tag, queue);
    const isTaken = queue.enqueue(published, () => this.#answers?.settle(tag, true));
    if (!isTaken) this.#answers?.settle(tag, false);
  }

  #return({ task, body, headers }: Published, tag: number): void {
    const { broker, wire } = this.#session;
    broker.truth.returned.add(task);
    wire.toClient(() => this.#client.onReturn(body, headers, NO_ROUTE));
    this.#answers?.accept(tag);
  }

  consume(queue: BrokerQueue, isAutoAck: boolean, priority: number): void {
    const cap = queue.spec.type === "quorum" ? QUORUM_CAP : Infinity;
    const limit = this.#prefetch > 0 ? this.#prefetch : cap;
    let held = 0;
    const consumer: QueueConsumer = {
      node: this.#session.node,
      isAutoAck,
      priority,
      hasRoom: () => this.isOpen && (isAutoAck || held < limit),
      deliver: (message) => {
        const tag = ++this.#deliveryTag;
        if (!isAutoAck) {
          held++;
          this.#unacked.set(tag, { message, queue, at: this.#session.broker.time.elapsed, release: () => held-- });
        }
        const { body, headers, isRedelivered } = message;
        const { wire } = this.#session;
        wire.toClient(
          () => this.#client.onDelivery(body, tag, isRedelivered, headers, queue.spec.name),
          64 + body.length,
        );
      },
    };
    this.#consumers.set(consumer, queue);
    queue.consume(consumer);
  }

  /**
   * Gives up the queues whose node is away or gone: cancels their consumers, and refuses publishes that they have not
   * confirmed. What the client acknowledges later has no effect.
   */
  giveUpLostQueues(): void {
    const isLost = ({ host }: BrokerQueue): boolean => !host.isReplicated && !host.reaches(this.#session.node);
    this.#answers?.giveUp(isLost);
    let isCancelled = false;
    for (const [consumer, queue] of this.#consumers) {
      if (!isLost(queue)) continue;
      isCancelled = true;
      this.#consumers.delete(consumer);
      queue.cancel(consumer);
    }
    this.#hasLostConsumer ||= isCancelled;
    if (isCancelled) this.#session.wire.toClient(() => this.#client.onCancel());
  }

  cancel(): void {
    for (const [consumer, queue] of this.#consumers) queue.cancel(consumer);
    this.#consumers.clear();
  }

  ack(tag: number, isMultiple: boolean): void {
    for (const { message, queue } of this.#take(tag, isMultiple))
      this.#command(queue, { run: () => queue.ack(message) });
  }

  /** Handles a nack or a reject. */
  refuse(tag: number, requeue: boolean, by: "nack" | "reject"): void {
    const counts = by === "reject" || this.#session.broker.rules.nackCounts;
    for (const { message, queue } of this.#take(tag, false))
      this.#command(queue, {
        run: () => {
          if (!requeue) queue.reject(message);
          else if (by === "nack") queue.nack(message, counts);
          else queue.requeue([message], counts, "by-client");
        },
      });
  }

  /** Handles a delivery that was not acknowledged within the timeout. */
  timeOut(timeoutMs: number): void {
    const now = this.#session.broker.time.elapsed;
    const overdue = [...this.#unacked.values()].find(({ at }) => now - at > timeoutMs);
    if (overdue === undefined || !this.isOpen) return;
    const { type } = overdue.queue.spec;
    switch (this.#session.broker.rules.ackTimeout[type]) {
      case "close":
        this.close(
          PRECONDITION_FAILED,
          "PRECONDITION_FAILED - delivery acknowledgement on channel 1 timed out",
          "ack-timeout",
        );
        break;
      case "cancel":
        this.cancel();
        this.#requeueAll("ack-timeout");
        this.#session.wire.toClient(() => this.#client.onCancel());
        break;
      case "none":
    }
  }

  /** The broker closes the channel with a reply code. */
  close(replyCode: number, reason: string, why: RequeueReason = "connection-lost"): void {
    if (!this.isOpen) return;
    this.end(why);
    this.#session.wire.toClient(() => this.#client.onClosed(replyCode, reason));
  }

  /** The channel has ended: requeues its unacknowledged messages. */
  end(why: RequeueReason): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.cancel();
    // A client that lost a consumer closes the channel, and opens another one.
    this.#requeueAll(this.#hasLostConsumer ? "connection-lost" : why);
  }

  #requeueAll(why: RequeueReason): void {
    const byQueue = new Map<BrokerQueue, Message[]>();
    for (const { message, queue, release } of this.#unacked.values()) {
      byQueue.set(queue, [...(byQueue.get(queue) ?? []), message]);
      release();
    }
    this.#unacked.clear();
    for (const [queue, messages] of byQueue)
      queue.host.submit({
        from: null,
        openedAt: this.#openedAt,
        isAlive: () => true,
        run: () => queue.requeue(messages, true, why),
        refused: () => undefined,
      });
  }

  /** Sends a command to the queue, where it arrives now, later or never. Without `refused` nothing follows then. */
  #command(queue: BrokerQueue, { run, refused = () => undefined }: Partial<Command> & Pick<Command, "run">): void {
    const isAlive = (): boolean => this.isOpen;
    queue.host.submit({ from: this.#session.node, openedAt: this.#openedAt, isAlive, run, refused });
  }

  #take(tag: number, isMultiple: boolean): Unacked[] {
    if (!this.isOpen) return [];
    const tags = isMultiple ? [...this.#unacked.keys()].filter((other) => other <= tag) : [tag];
    const taken = tags.flatMap((one) => this.#unacked.get(one) ?? []);
    if (taken.length === 0) {
      this.close(PRECONDITION_FAILED, `PRECONDITION_FAILED - unknown delivery tag ${tag}`);
      return [];
    }
    for (const one of tags) this.#unacked.delete(one);
    for (const { release } of taken) release();
    return taken;
  }
}
