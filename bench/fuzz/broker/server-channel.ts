// The broker's side of one channel: publishes, confirms, acknowledgements, and its end. deliveries.ts has its consumers.
import type { Published, RequeueReason } from "./message.ts";
import type { ChannelClient, ChannelOptions, ChannelSession } from "./channel-ports.ts";
import type { Command } from "./cluster/queue-host.ts";
import { Deliveries, type Unacked } from "./deliveries.ts";
import { PublishAnswers } from "./publish-answers.ts";
import type { BrokerQueue } from "./queue.ts";

const NO_ROUTE = 312;
const PRECONDITION_FAILED = 406;

export class ServerChannel {
  isOpen = true;
  readonly #session: ChannelSession;
  readonly #client: ChannelClient;
  /** Null without publisher confirms. */
  readonly #answers: PublishAnswers | null;
  readonly #deliveries: Deliveries;
  readonly #openedAt: number;
  #publishTag = 0;

  constructor(session: ChannelSession, client: ChannelClient, { prefetch, confirms }: ChannelOptions) {
    this.#session = session;
    this.#client = client;
    const { wire, broker } = session;
    const isOpen = (): boolean => this.isOpen;
    const ports = {
      time: broker.time,
      random: broker.random,
      isOpen,
      send: (...answer: Parameters<ChannelClient["onAnswer"]>) => wire.toClient(() => client.onAnswer(...answer)),
    };
    this.#answers = confirms ? new PublishAnswers(ports) : null;
    this.#openedAt = broker.time.elapsed;
    // The broker itself requeues, also after the end of the channel.
    const requeue = (queue: BrokerQueue, run: () => void): void =>
      queue.host.submit({ ...this.#commandOf(run), from: null, isAlive: () => true });
    this.#deliveries = new Deliveries({ session, client, prefetch, isOpen, requeue });
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
    const refused = (): void => {
      const isKnown = queue.host.isReplicated || broker.rules.awayQueue === "refuses";
      if (!isKnown) return this.#return(published, tag);
      if (this.#answers === null) broker.truth.fate(task, "unavailable");
      else this.#answers.refuse([tag]);
    };
    queue.host.submit({ ...this.#commandOf(() => this.#enqueue(queue, published, tag)), refused });
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
    this.#deliveries.consume(queue, isAutoAck, priority);
  }

  cancel(): void {
    this.#deliveries.cancel();
  }

  /**
   * Gives up the queues whose node is away or gone: cancels their consumers, and refuses publishes that they have not
   * confirmed.
   */
  giveUpLostQueues(): void {
    const isLost = ({ host }: BrokerQueue): boolean => !host.isReplicated && !host.reaches(this.#session.node);
    this.#answers?.giveUp(isLost);
    this.#deliveries.giveUp(isLost);
  }

  ack(tag: number, isMultiple: boolean): void {
    for (const { message, queue } of this.#take(tag, isMultiple))
      queue.host.submit(this.#commandOf(() => queue.ack(message)));
  }

  /** Handles a nack or a reject. */
  refuse(tag: number, requeue: boolean, by: "nack" | "reject"): void {
    const counts = by === "reject" || this.#session.broker.rules.nackCounts;
    for (const { message, queue } of this.#take(tag, false))
      queue.host.submit(
        this.#commandOf(() => {
          if (!requeue) queue.reject(message);
          else if (by === "nack") queue.nack(message, counts);
          else queue.requeue([message], counts, "by-client");
        }),
      );
  }

  /** Handles a delivery that was not acknowledged within the timeout. */
  timeOut(timeoutMs: number): void {
    const overdue = this.#deliveries.overdue(timeoutMs);
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
        this.#deliveries.cancelByBroker("ack-timeout");
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
    this.#deliveries.end(why);
  }

  /** A command for a queue, where it arrives now, later or never; nothing follows then. */
  #commandOf(run: () => void): Command {
    return {
      from: this.#session.node,
      openedAt: this.#openedAt,
      isAlive: () => this.isOpen,
      run,
      refused: () => undefined,
    };
  }

  #take(tag: number, isMultiple: boolean): Unacked[] {
    if (!this.isOpen) return [];
    const taken = this.#deliveries.take(tag, isMultiple);
    if (taken.length === 0) this.close(PRECONDITION_FAILED, `PRECONDITION_FAILED - unknown delivery tag ${tag}`);
    return taken;
  }
}
