// What the page of the tap shows, as data: a view with its history, and of many clients those that are worth a look. The
// browser imports it, so it uses no Node module.
import {
  type LoggedFinding,
  type RateHistory,
  type TapConsumer,
  type TapEvent,
  type TapHistory,
  type TapPublisher,
  type TapQueue,
  type TapResults,
  tapSentence,
  type TapThreshold,
  type TapView,
} from "@fairhare/observe";
import { type ConsumerGroup, groupOf } from "./consumer-group.ts";
import { worthALook } from "./worth-a-look.ts";

export interface TapPageState {
  /** Without the password. */
  readonly uri: string;
  readonly listen: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly fairhare: string;
  readonly view: Omit<TapView, "queues" | "consumers" | "publishers">;
  /** One sentence: who published and received what. */
  readonly sentence: string;
  readonly rates: RateHistory;
  readonly queues: Listed<QueueEntry>;
  readonly consumers: Listed<ConsumerEntry>;
  readonly lanes: Listed<Lane>;
  readonly publishers: Listed<PublisherEntry>;
  readonly findings: readonly LoggedFinding[];
  readonly events: readonly TapEvent[];
  /** Null while the tap runs. */
  readonly end: TapEnd | null;
}

/** The rows that the page gets, and the number of the others. */
export interface Listed<Row> {
  readonly rows: readonly Row[];
  readonly hidden: number;
}

export interface QueueEntry {
  readonly row: TapQueue;
  readonly group: ConsumerGroup;
  /** Only of the busiest queues. */
  readonly rates: RateHistory | null;
}

export interface ConsumerEntry {
  readonly row: TapConsumer;
  /** Deliveries per second since the update before; null at first, and in a report. */
  readonly perSecond: number | null;
}

export interface PublisherEntry {
  readonly row: TapPublisher;
  readonly perSecond: number | null;
}

export interface Lane {
  readonly name: string;
  readonly queue: string;
  readonly unacked: number;
  /** A digit from 0 to 5 per second, the oldest first. */
  readonly busy: string;
}

export interface TapEnd {
  readonly endedBy: TapResults["endedBy"];
  readonly thresholds: readonly TapThreshold[];
}

export interface TapLimits {
  readonly consumers: number;
  readonly publishers: number;
  readonly queues: number;
}

/** A live page gets an update per second. */
const LIVE_LIMITS: TapLimits = { consumers: 60, publishers: 30, queues: 40 };
/** A page of a thousand rows is still a page. */
const REPORT_LIMITS: TapLimits = { consumers: 1_000, publishers: 500, queues: 200 };
const MOST_LANES = 200;
/** Queues with a chart. */
const CHARTS = 12;

export interface TapIdentity {
  readonly uri: string;
  readonly listen: string;
  readonly startedAt: string;
  readonly fairhare: string;
}

export interface LiveRates {
  readonly consumer: (row: TapConsumer) => number | null;
  readonly publisher: (row: TapPublisher) => number | null;
}

const NO_RATES: LiveRates = { consumer: () => null, publisher: () => null };

export function tapState(
  { uri, listen, startedAt, fairhare }: TapIdentity,
  view: TapView,
  history: TapHistory,
  {
    rates = NO_RATES,
    limits = LIVE_LIMITS,
    end = null,
  }: {
    readonly rates?: LiveRates;
    readonly limits?: TapLimits;
    readonly end?: TapEnd | null;
  } = {},
): TapPageState {
  const { queues, consumers, publishers } = view;
  const lanes = consumers.flatMap((row) => {
    const busy = history.laneOf(row);
    return busy === "" ? [] : [{ name: row.client, queue: row.queue, unacked: row.unacked, busy }];
  });
  const chosenQueues = first(
    queues.toSorted((a, b) => trafficOf(b) - trafficOf(a)),
    limits.queues,
  );
  const chosenPublishers = first(
    publishers.toSorted((a, b) => openFirst(a, b) || b.published - a.published),
    limits.publishers,
  );
  return {
    uri,
    listen,
    startedAt,
    fairhare,
    view: sumsOf(view),
    sentence: tapSentence(view),
    rates: history.total,
    queues: {
      ...chosenQueues,
      rows: chosenQueues.rows.map((row, index) => ({
        row,
        group: groupOf(consumers.filter((one) => one.queue === row.queue && one.vhost === row.vhost)),
        rates: index < CHARTS ? (history.ratesOf(row) ?? null) : null,
      })),
    },
    consumers: {
      rows: worthALook(consumers, limits.consumers).map((row) => ({ row, perSecond: rates.consumer(row) })),
      hidden: Math.max(0, consumers.length - limits.consumers),
    },
    lanes: first(lanes, MOST_LANES),
    publishers: {
      rows: chosenPublishers.rows.map((row) => ({ row, perSecond: rates.publisher(row) })),
      hidden: chosenPublishers.hidden + view.unlistedPublishers,
    },
    findings: history.findings,
    events: history.events,
    end,
  };
}

/** The whole page of a tap that has ended. */
export const endedTapState = (results: TapResults, history: TapHistory): TapPageState =>
  tapState(results, results, history, {
    limits: REPORT_LIMITS,
    end: { endedBy: results.endedBy, thresholds: results.thresholds },
  });

/** Without the rows; findings, thresholds and addresses of results have places of their own. */
const sumsOf = (view: TapView): TapPageState["view"] => ({
  observedMs: view.observedMs,
  broker: view.broker,
  connections: view.connections,
  ledger: view.ledger,
  fairness: view.fairness,
  unlistedPublishers: view.unlistedPublishers,
  recognition: view.recognition,
  blockedMs: view.blockedMs,
  brokerErrors: view.brokerErrors,
  problems: view.problems,
  latencyMs: view.latencyMs,
});

function first<Row>(rows: readonly Row[], most: number): Listed<Row> {
  return { rows: rows.slice(0, most), hidden: Math.max(0, rows.length - most) };
}

const trafficOf = ({ delivered, publishedDirectly }: TapQueue): number => delivered + publishedDirectly;

const openFirst = (a: TapPublisher, b: TapPublisher): number => Number(a.endedMs !== null) - Number(b.endedMs !== null);
