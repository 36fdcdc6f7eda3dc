// Everybody that the tap has seen: queues, consumers, publishers and connections. Memory is bounded over days: of those that
// have ended, the last ones are listed one by one, and the others are summed up.
import type { ConnectionIdentity } from "./connection-identity.ts";
import { type ConsumerEnd, type ConsumerIdentity, ConsumerTally } from "./consumer-tally.ts";
import { Deliveries } from "./deliveries.ts";
import { PublisherTally } from "./publisher-tally.ts";
import { FURTHER_QUEUES, QueueTally } from "./queue-tally.ts";
import { Recognition } from "./recognition.ts";

/** Of each kind. */
const MOST_ENDED = 500;
/** Temporary queues may be without number. */
const MOST_QUEUES = 1_000;
/** Different errors of the broker. */
const MOST_ERRORS = 20;
/** Sentences about connections that could not be read. */
const MOST_PROBLEMS = 10;

export interface BrokerError {
  readonly code: number;
  readonly text: string;
  times: number;
}

export interface ConnectionCounts {
  /** Clients that began to speak AMQP. */
  opened: number;
  open: number;
  peak: number;
  /** Ended without connection.close. */
  cut: number;
  /** Ended after one or two messages. */
  short: number;
  /** Could not be read to their end. */
  unread: number;
  /** The tap had no connection to the broker for them. */
  unreachable: number;
  /** Messages, published and delivered, on connections that have ended. */
  messages: number;
}

export class Roster {
  readonly deliveries = new Deliveries();
  readonly recognition: Recognition;
  readonly connections: ConnectionCounts = {
    opened: 0,
    open: 0,
    peak: 0,
    cut: 0,
    short: 0,
    unread: 0,
    unreachable: 0,
    messages: 0,
  };
  /** Product and version, as the broker introduces itself; empty until it has. */
  broker = "";
  /** Nanoseconds during which the broker blocked publishers, summed over connections. */
  blocked = 0;
  readonly errors = new Map<string, BrokerError>();
  readonly problems: string[] = [];
  readonly #queues = new Map<string, QueueTally>();
  readonly #consumers = new Set<ConsumerTally>();
  readonly #publishers = new Set<PublisherTally>();
  readonly #ended: ConsumerTally[] = [];
  readonly #endedPublishers: PublisherTally[] = [];
  /** The sum of the publishers that are no longer listed one by one, and their number. */
  readonly earlierPublishers = new PublisherTally({ client: "", connection: 0, vhost: "" }, 0);
  earlierPublisherCount = 0;
  /** Those of them that published without publisher confirms. */
  earlierWithoutConfirm = 0;
  readonly #mostEnded: number;

  constructor({ mostWaiting, mostEnded = MOST_ENDED }: { mostWaiting?: number; mostEnded?: number } = {}) {
    this.recognition = new Recognition(mostWaiting);
    this.#mostEnded = mostEnded;
  }

  get queues(): Iterable<QueueTally> {
    return this.#queues.values();
  }

  /** Those that are listed one by one, in the order in which they began. */
  get consumers(): Iterable<ConsumerTally> {
    return this.#consumers;
  }

  get publishers(): Iterable<PublisherTally> {
    return this.#publishers;
  }

  subscribe(identity: ConsumerIdentity, at: number): ConsumerTally {
    const queue = this.queue(identity.vhost, identity.queue);
    const consumer = new ConsumerTally({ ...identity, vhost: queue.vhost, queue: queue.queue }, at);
    this.#consumers.add(consumer);
    return consumer;
  }

  publisher(identity: ConnectionIdentity, at: number): PublisherTally {
    const publisher = new PublisherTally(identity, at);
    this.#publishers.add(publisher);
    return publisher;
  }

  /** Answers to calls go to queues without number, which are seen once they are consumed here. */
  publishedTo(vhost: string, name: string): void {
    if (isServerNamed(name) && !this.#queues.has(keyOf(vhost, name))) return;
    this.queue(vhost, name).published++;
  }

  queue(vhost: string, name: string): QueueTally {
    const key = keyOf(vhost, name);
    const known = this.#queues.get(key);
    if (known !== undefined) return known;
    if (this.#queues.size >= MOST_QUEUES) return this.#other;
    const queue = new QueueTally(vhost, name);
    this.#queues.set(key, queue);
    return queue;
  }

  /** For the queues beyond the limit. */
  get #other(): QueueTally {
    const key = keyOf("", "");
    const other = this.#queues.get(key) ?? new QueueTally("", FURTHER_QUEUES);
    this.#queues.set(key, other);
    return other;
  }

  /** The consumer has ended; it may still settle what it has in hand. */
  retire(consumer: ConsumerTally, end: ConsumerEnd, at: number): void {
    if (consumer.end !== null) return;
    consumer.finish(end, at);
    this.#ended.push(consumer);
    if (this.#ended.length > this.#mostEnded) this.#fold();
  }

  retirePublisher(publisher: PublisherTally, at: number): void {
    publisher.endedAt = at;
    this.#endedPublishers.push(publisher);
    if (this.#endedPublishers.length <= this.#mostEnded) return;
    const oldest = this.#endedPublishers.shift();
    if (oldest === undefined) return;
    this.#publishers.delete(oldest);
    this.earlierPublishers.absorb(oldest);
    this.earlierPublisherCount++;
    if (oldest.published > oldest.awaited) this.earlierWithoutConfirm++;
  }

  brokerError(code: number, text: string): void {
    const key = `${code} ${text}`;
    const known = this.errors.get(key);
    if (known !== undefined) known.times++;
    else if (this.errors.size < MOST_ERRORS) this.errors.set(key, { code, text, times: 1 });
  }

  problem(sentence: string): void {
    this.connections.unread++;
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(sentence);
  }

  /** The oldest consumer that has nothing in hand any more. */
  #fold(): void {
    const index = this.#ended.findIndex(({ unacked }) => unacked === 0);
    const [oldest] = index === -1 ? [] : this.#ended.splice(index, 1);
    if (oldest === undefined) return;
    this.#consumers.delete(oldest);
    this.queue(oldest.identity.vhost, oldest.identity.queue).fold(oldest);
  }
}

const keyOf = (vhost: string, name: string): string => `${vhost}\0${name}`;

/** By RabbitMQ: a queue that was declared without a name, or the address of a direct reply-to. */
const isServerNamed = (name: string): boolean => name.startsWith("amq.");
