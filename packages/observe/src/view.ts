// What the tap has seen up to one moment, as data: rows of consumers, queues and publishers, and their sums.
import { LatencyRecorder } from "@fairhare/checker";
import { nanoseconds, toMilliseconds } from "@fairhare/core";
import type { Latency } from "@fairhare/results";
import type { ConsumerTally } from "./consumer-tally.ts";
import { isForgotten } from "./forgotten.ts";
import { deliveryLedger, publishLedger, sumDeliveries, sumPublishes } from "./ledgers.ts";
import type { PublisherTally } from "./publisher-tally.ts";
import { fairnessOf, type Service } from "./queue-fairness.ts";
import { isOneQueue, type QueueTally } from "./queue-tally.ts";
import type { Roster } from "./roster.ts";
import type { TapConsumer, TapPublisher, TapQueue, TapView } from "@fairhare/results";

const DIGITS = 2;

/** `beganAt` and `at`: nanoseconds on the clock of the observer. */
export function viewOf(roster: Roster, beganAt: number, at: number): TapView {
  const since = (time: number): number => ms(time - beganAt);
  const forgotten = forgottenNow(roster, at);
  const tallies = [...roster.consumers].filter(isSeen);
  const consumers = tallies.map((tally) => consumerRow(tally, at, since, forgotten.get(tally) ?? 0));
  const [rowsOf, talliesOf] = [
    groupByQueue(consumers, (row) => row),
    groupByQueue(tallies, ({ identity }) => identity),
  ];
  const queues = [...roster.queues].map((queue) =>
    queueRow(queue, rowsOf(queue), serviceOf(talliesOf(queue), at, since)),
  );
  const publishers = [...roster.publishers].filter(({ published }) => published > 0);
  const { connections, recognition, earlierPublishers } = roster;
  const all = [...tallies, ...[...roster.queues].flatMap(({ earlier }) => earlier ?? [])];
  return {
    observedMs: since(at),
    broker: roster.broker,
    connections: {
      opened: connections.opened,
      open: connections.open,
      peak: connections.peak,
      cut: connections.cut,
      unread: connections.unread,
      unreachable: connections.unreachable,
    },
    ledger: {
      ...sumPublishes([...publishers, earlierPublishers].map(publishLedger)),
      ...sumDeliveries(queues),
    },
    fairness: {
      jainDeliveries: lowest(queues.map(({ fairness }) => fairness.jainDeliveries)),
      jainBusy: lowest(queues.map(({ fairness }) => fairness.jainBusy)),
    },
    queues,
    consumers: withShares(consumers, rowsOf),
    publishers: publishers.map((publisher) => publisherRow(publisher, since)),
    unlistedPublishers: roster.earlierPublisherCount,
    recognition: {
      deliveredAfterPublish: recognition.matched,
      publishedElsewhere: recognition.unmatched,
      notDelivered: recognition.waiting,
      forgotten: recognition.forgotten,
      limit: recognition.limit,
    },
    blockedMs: ms(roster.blocked),
    brokerErrors: [...roster.errors.values()].map((error) => ({ ...error })),
    problems: [...roster.problems],
    latencyMs: {
      timeToAck: merged(all.map(({ timeToAck }) => timeToAck)),
      work: merged(all.map(({ work }) => work)),
      wait: merged([...roster.queues].map(({ wait }) => wait)),
      timeToConfirm: merged([...publishers, earlierPublishers].map(({ timeToConfirm }) => timeToConfirm)),
    },
  };
}

type ConsumerRow = Omit<TapConsumer, "busyShare" | "deliveryShare">;

/** A client that only polls an empty queue has no row. */
const isSeen = ({ identity, delivered }: ConsumerTally): boolean => !identity.isPolling || delivered > 0;

function consumerRow(
  tally: ConsumerTally,
  at: number,
  since: (time: number) => number,
  forgottenInHand: number,
): ConsumerRow {
  const { identity, endedAt } = tally;
  const busy = tally.busy(at);
  const present = tally.present(at);
  return {
    client: identity.client,
    connection: identity.connection,
    tag: identity.tag,
    vhost: identity.vhost,
    queue: identity.queue,
    polling: identity.isPolling,
    ack: identity.noAck ? "no-ack" : "manual",
    prefetch: tally.prefetch,
    prefetchIsGlobal: tally.prefetchIsGlobal,
    priority: identity.priority,
    sinceMs: since(tally.since),
    endedMs: endedAt === null ? null : since(endedAt),
    end: tally.end,
    ...deliveryLedger(tally),
    mostUnacked: tally.mostUnacked,
    forgotten: tally.forgotten + forgottenInHand,
    busyMs: busy === null ? null : ms(busy),
    busyRatio: busy === null || present === 0 ? null : Math.min(1, busy / present),
    timeToAckMs: tally.timeToAck.toLatency(),
    workMs: tally.work.toLatency(),
  };
}

function queueRow(queue: QueueTally, consumers: readonly ConsumerRow[], service: Service): TapQueue {
  return {
    vhost: queue.vhost,
    queue: queue.queue,
    consumers: consumers.length + queue.earlierConsumers,
    unlistedConsumers: queue.earlierConsumers,
    ...sumDeliveries([...consumers, ...(queue.earlier === undefined ? [] : [deliveryLedger(queue.earlier)])]),
    // Consumers of different queues are not compared.
    fairness: fairnessOf(isOneQueue(queue) ? consumers : [], service),
    publishedDirectly: queue.published,
    waitMs: queue.wait.toLatency(),
    publishedElsewhere: queue.unmatched,
    mostRequeues: queue.mostRequeues,
  };
}

/** Of the consumers of a queue that are listed one by one. */
function serviceOf(tallies: readonly ConsumerTally[], at: number, since: (time: number) => number): Service {
  let [from, to] = [Infinity, -Infinity];
  for (const tally of tallies) {
    from = Math.min(from, tally.firstDeliveredAt);
    to = Math.max(to, tally.unacked > 0 ? at : Math.max(tally.lastDeliveredAt, tally.lastSettledAt));
  }
  return { fromMs: since(from), toMs: since(to) };
}

function publisherRow(publisher: PublisherTally, since: (time: number) => number): TapPublisher {
  const { identity, endedAt, published, lastAt } = publisher;
  const seconds = (lastAt - publisher.since) / 1e9;
  return {
    ...identity,
    sinceMs: since(publisher.since),
    lastMs: since(lastAt),
    endedMs: endedAt === null ? null : since(endedAt),
    ...publishLedger(publisher),
    publishedPerSecond: seconds > 0 ? (published - 1) / seconds : null,
    timeToConfirmMs: publisher.timeToConfirm.toLatency(),
  };
}

/** Among the consumers of the same queue. */
function withShares(rows: readonly ConsumerRow[], rowsOf: (queue: QueueName) => readonly ConsumerRow[]): TapConsumer[] {
  const sums = new Map<readonly ConsumerRow[], { delivered: number; busyMs: number }>();
  return rows.map((row) => {
    const all = rowsOf(row);
    let sum = sums.get(all);
    if (sum === undefined) {
      sum = {
        delivered: all.reduce((total, { delivered }) => total + delivered, 0),
        busyMs: all.reduce((total, { busyMs }) => total + (busyMs ?? 0), 0),
      };
      sums.set(all, sum);
    }
    const isShared = isOneQueue(row);
    return {
      ...row,
      deliveryShare: isShared ? shareOf(row.delivered, sum.delivered) : null,
      busyShare: isShared ? shareOf(row.busyMs, sum.busyMs) : null,
    };
  });
}

const shareOf = (part: number | null, total: number): number | null =>
  part === null || total === 0 ? null : part / total;

const keyOf = ({ vhost, queue }: QueueName): string => `${vhost}\0${queue}`;

interface QueueName {
  readonly vhost: string;
  readonly queue: string;
}

/** There may be a thousand queues and as many consumers. */
function groupByQueue<T>(items: readonly T[], nameOf: (item: T) => QueueName): (name: QueueName) => readonly T[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(nameOf(item));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return (name) => groups.get(keyOf(name)) ?? [];
}

/** Of the deliveries that are still in hand. */
function forgottenNow({ deliveries }: Roster, at: number): ReadonlyMap<ConsumerTally, number> {
  const counts = new Map<ConsumerTally, number>();
  deliveries.each((consumer, deliveredAt) => {
    if (isForgotten(consumer, deliveredAt, at)) counts.set(consumer, (counts.get(consumer) ?? 0) + 1);
  });
  return counts;
}

function merged(recorders: Iterable<LatencyRecorder>): Latency {
  const sum = new LatencyRecorder(DIGITS);
  for (const recorder of recorders) if (recorder.count > 0) sum.add(recorder);
  return sum.toLatency();
}

const lowest = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
};

const ms = (duration: number): number => toMilliseconds(nanoseconds(duration));
