// What a view does not say: rates over time, findings since when, events, and how busy the consumers were lately. Memory is
// bounded, however long the tap runs and however many queues it sees.
import type { Finding } from "@fairhare/findings";
import type { TapConsumer, TapView } from "@fairhare/results";
import { ConsumerLanes } from "./consumer-lanes.ts";
import { FindingLog, type LoggedFinding } from "./finding-log.ts";
import { queueSample, type RatePoint, type Sample, sampleOf, Samples, type SamplesOptions } from "./samples.ts";
import { eventsBetween, type TapEvent } from "./tap-events.ts";

/** The last five minutes in detail, and the whole time. */
export interface RateHistory {
  readonly recent: readonly RatePoint[];
  readonly whole: readonly RatePoint[];
}

const TOTAL: readonly [SamplesOptions, SamplesOptions] = [
  { spacingMs: 1_000, most: 301, keep: "newest" },
  { spacingMs: 1_000, most: 400, keep: "whole time" },
];
/** There may be many of them. */
const OF_QUEUE: readonly [SamplesOptions, SamplesOptions] = [
  { spacingMs: 5_000, most: 61, keep: "newest" },
  { spacingMs: 1_000, most: 120, keep: "whole time" },
];
const MOST_QUEUES = 200;
const MOST_EVENTS = 100;

export class TapHistory {
  readonly #total = new RateSeries(TOTAL);
  readonly #queues = new Map<string, RateSeries>();
  readonly #findings = new FindingLog();
  readonly #lanes = new ConsumerLanes();
  #events: readonly TapEvent[] = [];
  #before: TapView | undefined;

  /** Once per second: a view, and the findings of the same time. */
  add(view: TapView, findings: readonly Finding[]): void {
    const at = view.observedMs;
    this.#total.add(sampleOf(at, view.ledger));
    for (const queue of view.queues) this.#seriesOf(keyOf(queue))?.add(queueSample(at, queue));
    this.#findings.update(findings, at);
    this.#lanes.update(view.consumers, at);
    if (this.#before !== undefined)
      this.#events = [...eventsBetween(this.#before, view).toReversed(), ...this.#events].slice(0, MOST_EVENTS);
    this.#before = view;
  }

  get total(): RateHistory {
    return this.#total.history;
  }

  /** Undefined for a queue beyond the limit. */
  ratesOf(queue: { readonly vhost: string; readonly queue: string }): RateHistory | undefined {
    return this.#queues.get(keyOf(queue))?.history;
  }

  get findings(): readonly LoggedFinding[] {
    return this.#findings.entries();
  }

  /** The latest first. */
  get events(): readonly TapEvent[] {
    return this.#events;
  }

  /** A digit from 0 to 5 per second, the oldest first: how busy the consumer was. */
  laneOf(row: TapConsumer): string {
    return this.#lanes.laneOf(row);
  }

  #seriesOf(key: string): RateSeries | undefined {
    const known = this.#queues.get(key);
    if (known !== undefined || this.#queues.size >= MOST_QUEUES) return known;
    const series = new RateSeries(OF_QUEUE);
    this.#queues.set(key, series);
    return series;
  }
}

class RateSeries {
  readonly #recent: Samples;
  readonly #whole: Samples;

  constructor([recent, whole]: readonly [SamplesOptions, SamplesOptions]) {
    this.#recent = new Samples(recent);
    this.#whole = new Samples(whole);
  }

  add(sample: Sample): void {
    this.#recent.add(sample);
    this.#whole.add(sample);
  }

  get history(): RateHistory {
    return { recent: this.#recent.points(), whole: this.#whole.points() };
  }
}

const keyOf = ({ vhost, queue }: { readonly vhost: string; readonly queue: string }): string => `${vhost}\0${queue}`;
