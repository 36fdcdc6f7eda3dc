// What a reader of the tap's numbers must know, from the wire alone. A finding about consumers names the worst one.
import { type Finding, finding, MANY_CONNECTIONS, worstFinding } from "@fairhare/findings";
import { fromSeconds, nanoseconds, toMilliseconds } from "@fairhare/core";
import type { ConsumerTally } from "./consumer-tally.ts";
import { isStalled } from "./forgotten.ts";
import type { Roster } from "./roster.ts";
import type { TapConsumer, TapView } from "@fairhare/results";

/** Deliveries to an idle consumer that must agree before they say anything. */
const ENOUGH = 5;
/** Of them; a few may be late, such as the first one after a start. */
const MOST = 75;
/** Share of the time that the others take; it includes the way to the consumer and back. */
const MUCH_EARLIER = 0.2;
/** Deliveries that say the opposite, as a share of those. */
const MOST_CONTRARY = 0.2;
/** A shutdown that waits for tasks in work takes some time. */
const LONG_ALONE = fromSeconds(10);
/** Below this, Jain's index is called unfair. */
const UNFAIR = 0.8;
/** Deliveries per consumer that a comparison needs. */
const DELIVERIES_EACH = 5;

export function tapFindings(roster: Roster, view: TapView, at: number): Finding[] {
  return [
    ...consumerFindings(roster, at, view.consumers),
    ...requeueLoops(roster),
    ...unevenQueues(view),
    ...connectionFindings(roster, view),
    ...publishFindings(roster, view),
  ];
}

type ConsumerRule = (tally: ConsumerTally, at: number) => Finding | undefined;

const nameOf = ({ identity: { client, queue } }: ConsumerTally) => ({ consumer: client, queue, others: 0 });

const unlimitedPrefetch: ConsumerRule = (tally) =>
  !tally.identity.noAck && !tally.identity.isPolling && (tally.prefetch ?? 0) === 0
    ? finding("consumer-prefetch-unlimited", { ...nameOf(tally), held: tally.mostUnacked })
    : undefined;

const acksEarly: ConsumerRule = (tally) => {
  const { freshWork, behind, longBehind, longBehindTime, begunAtDelivery, freshSince } = tally;
  if (freshWork.count < ENOUGH || behind < ENOUGH || longBehind < behind / 2) return undefined;
  // For example, only short tasks at first, and long ones later.
  if (begunAtDelivery > MOST_CONTRARY * freshWork.count && freshSince < ENOUGH) return undefined;
  const long = longBehindTime / longBehind;
  if ((freshWork.percentile(MOST) ?? Infinity) > MUCH_EARLIER * long) return undefined;
  return finding("consumer-acks-early", {
    ...nameOf(tally),
    fresh: freshWork.count,
    freshMs: ms(freshWork.percentile(50) ?? 0),
    longMs: ms(long),
  });
};

const stalled: ConsumerRule = (tally, at) =>
  isStalled(tally, at)
    ? finding("consumer-stalled", { ...nameOf(tally), held: tally.unacked, silentMs: ms(at - tally.lastSettledAt) })
    : undefined;

/** Of its own accord, a client cancels before it ends or subscribes again. */
const cancelled: ConsumerRule = (tally, at) =>
  tally.isAbandoned && tally.endedAt !== null && at - tally.endedAt > LONG_ALONE
    ? finding("consumer-cancelled", { ...nameOf(tally), by: tally.end === "cancelled" ? "client" : "broker" })
    : undefined;

const RULES: readonly ConsumerRule[] = [unlimitedPrefetch, acksEarly, stalled, cancelled];

function consumerFindings(roster: Roster, at: number, rows: readonly TapConsumer[]): Finding[] {
  const tallies = [...roster.consumers];
  return [
    ...RULES.flatMap((rule) => worstOf(tallies.flatMap((tally) => rule(tally, at) ?? []))),
    ...worstOf(
      rows.flatMap(({ client, queue, forgotten, delivered, acked, refused, requeued, recovered }) =>
        forgotten === 0
          ? []
          : finding("consumer-forgets-ack", {
              consumer: client,
              queue,
              others: 0,
              forgotten,
              deliveries: delivered,
              settled: acked + refused + requeued + recovered,
            }),
      ),
    ),
  ];
}

/** The worst one, with the number of the others. */
function worstOf([first, ...rest]: readonly Finding[]): Finding[] {
  if (first === undefined) return [];
  const worst = worstFinding([first, ...rest]);
  return [{ ...worst, values: { ...worst.values, others: rest.length } }];
}

function requeueLoops({ queues }: Roster): Finding[] {
  return [...queues].flatMap(({ queue, loops, mostRequeues }) =>
    loops === 0 ? [] : finding("messages-requeued-again", { queue, messages: loops, times: mostRequeues }),
  );
}

/** By busy time where it is known: by deliveries, an unfair queue can look fair. */
function unevenQueues({ queues, consumers }: TapView): Finding[] {
  return queues.flatMap(({ queue, vhost, delivered, fairness }) => {
    const { compared, jainBusy, jainDeliveries } = fairness;
    const jain = jainBusy ?? jainDeliveries;
    if (jain === null || jain >= UNFAIR || delivered < DELIVERIES_EACH * compared) return [];
    const isOfQueue = (row: TapConsumer): boolean => row.queue === queue && row.vhost === vhost;
    const priorities = new Set(consumers.filter(isOfQueue).map(({ priority }) => priority ?? 0));
    if (priorities.size > 1) return [];
    const by = jainBusy === null ? "deliveries" : "busy time";
    return finding("queue-served-unevenly", { queue, consumers: compared, jain, by });
  });
}

function connectionFindings({ connections, problems }: Roster, { ledger }: TapView): Finding[] {
  const { opened, short, cut, unread, unreachable } = connections;
  const [problem] = problems;
  return [
    ...(cut > 0 ? [finding("connections-cut", { connections: cut, deliveries: ledger.inHandAtCut })] : []),
    ...(short >= MANY_CONNECTIONS && short > opened / 2 ? [finding("connection-per-message", { short, opened })] : []),
    ...(problem === undefined ? [] : [finding("connections-not-readable", { connections: unread, problem })]),
    ...(unreachable > 0 ? [finding("connections-without-broker", { connections: unreachable })] : []),
  ];
}

function publishFindings({ earlierWithoutConfirm }: Roster, { ledger, publishers, recognition }: TapView): Finding[] {
  const { publishedWithoutConfirm: publishes } = ledger;
  const { forgotten, limit } = recognition;
  const listed = publishers.filter((publisher) => publisher.publishedWithoutConfirm > 0).length;
  return [
    ...(publishes > 0
      ? [finding("publishes-not-confirmed", { publishes, publishers: listed + earlierWithoutConfirm })]
      : []),
    ...(forgotten > 0 ? [finding("tap-memory-exceeded", { forgotten, limit })] : []),
  ];
}

const ms = (duration: number): number => toMilliseconds(nanoseconds(duration));
