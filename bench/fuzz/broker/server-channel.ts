// The broker's side of one channel: deliveries, acknowledgements, publishes and confirms.
import type { Headers } from "@fairhare/amqp";
import type { Random } from "@fairhare/core";
import type { BrokerRules } from "../plan/broker-rules.ts";
import type { VirtualTime } from "../virtual/time.ts";
import type { Wire } from "../virtual/wire.ts";
import type { Message, Published, RequeueReason } from "./message.ts";
import type { Command } from "./cluster/queue-host.ts";
import type { BrokerQueue, QueueConsumer } from "./queue.ts";
import type { Truth } from "./truth.ts";

/** Messages from the broker to a channel's client; each call happens on the client's side of the wire. */
export interface ChannelClient {
  readonly onDelivery: (body: Buffer, tag: number, isRedelivered: boolean, headers: Headers, queue: string) => void;
  readonly onCancel: () => void;
  readonly onAnswer: (isAccepted: boolean, tag: number, isMultiple: boolean) => void;
  readonly onReturn: (body: Buffer, headers: Headers, replyCode: number) => void;
  readonly onClosed: (replyCode: number, reason: string) => void;
}

/** What a channel needs from its broker. */
export interface ChannelBroker {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly rules: BrokerRules;
  readonly truth: Truth;
  /** As the metadata of this node has it. */
  queue(name: string, node: number): BrokerQueue | undefined;
}

export interface ChannelOptions {
  readonly prefetch: number;
  readonly confirms: boolean;
}

interface ChannelSession {
  readonly broker: ChannelBroker;
  readonly wire: Wire;
  /** Number of the node that it is connected to. */
  readonly node: number;
}

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
  readonly #confirms: boolean;
  readonly #unacked = new Map<number, Unacked>();
  readonly #consumers = new Map<QueueConsumer, BrokerQueue>();
  readonly #openedAt: number;
  #hasLostConsumer = false;
  #deliveryTag = 0;
  #publishTag = 0;
  /** The queues of publishes that are on their way to the disk, by their tags. */
  readonly #unsafe = new Map<number, BrokerQueue>();
  /** Tags of publishes that are safe and not confirmed yet. */
  readonly #safe = new Set<number>();
  /** Publishes up to this tag are answered, and beyond it those with these tags. */
  #answeredTo = 0;
  readonly #answered = new Set<number>();

  constructor(session: ChannelSession, client: ChannelClient, { prefetch, confirms }: ChannelOptions) {
    this.#session = session;
    this.#client = client;
    this.#prefetch = prefetch;
    this.#confirms = confirms;
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
        if (broker.rules.awayQueue === "unknown") return this.#return(published, tag);
        if (!this.#confirms) return broker.truth.fate(task, "unavailable");
        this.#refuse([tag]);
      },
    });
  }

  /** The queue takes the message, or is full. */
  #enqueue(queue: BrokerQueue, published: Published, tag: number): void {
    const { truth, time } = this.#session.broker;
    truth.reached(published.task, time.elapsed);
    if (this.#confirms) this.#unsafe.set(tag, queue);
    const isTaken = queue.enqueue(published, () => {
      if (!this.#confirms || this.#unsafe.delete(tag)) this.#answer(tag);
    });
    if (!isTaken && this.#confirms && this.#unsafe.delete(tag)) this.#refuse([tag]);
  }

  #return({ task, body, headers }: Published, tag: number): void {
    const { broker, wire } = this.#session;
    broker.truth.returned.add(task);
    wire.toClient(() => this.#client.onReturn(body, headers, NO_ROUTE));
    this.#answer(tag);
  }

  #refuse(tags: readonly number[]): void {
    for (const tag of tags) this.#session.wire.toClient(() => this.#client.onAnswer(false, tag, false));
    this.#markAnswered(tags);
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
    const refused = [...this.#unsafe].filter(([, queue]) => isLost(queue)).map(([tag]) => tag);
    for (const tag of refused) this.#unsafe.delete(tag);
    this.#refuse(refused);
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

  /** Confirms a safe publish, alone or together with others. */
  #answer(tag: number): void {
    if (!this.#confirms || !this.isOpen) return;
    this.#safe.add(tag);
    const { time, random } = this.#session.broker;
    time.after(0.1 + (random.float() < 0.3 ? 5 * random.float() : 0), () => this.#sendAnswers());
  }

  #sendAnswers(): void {
    const { wire } = this.#session;
    if (!this.isOpen || this.#safe.size === 0) return;
    const tags = [...this.#safe].toSorted((a, b) => a - b);
    this.#safe.clear();
    const last = tags.at(-1) ?? 0;
    this.#markAnswered(tags);
    if (this.#answeredTo >= last) wire.toClient(() => this.#client.onAnswer(true, last, tags.length > 1));
    else for (const tag of tags) wire.toClient(() => this.#client.onAnswer(true, tag, false));
  }

  #markAnswered(tags: readonly number[]): void {
    for (const tag of tags) this.#answered.add(tag);
    while (this.#answered.delete(this.#answeredTo + 1)) this.#answeredTo++;
  }
}
