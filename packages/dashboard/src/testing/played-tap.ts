// A tap whose clients are played: a fleet of consumers that works unevenly, publishers, an early ack, a broken connection.
import { Observer, TapHistory, type TapView } from "@fairhare/observe";
import { atMs, PlayedConnection } from "@fairhare/observe/testing";
import type { LiveRates } from "../tap/tap-state.ts";

const QUEUE = "work";
const NO_RATES: LiveRates = { consumer: () => 2, publisher: () => 4 };

export class PlayedTap {
  readonly observer = new Observer(0);
  readonly history = new TapHistory();
  readonly #consumers: { readonly connection: PlayedConnection; tag: number }[] = [];
  readonly #publisher: PlayedConnection;
  #second = 0;
  #bodies = 0;

  /** Prefetch 5, except for the last consumer, which has no limit. */
  constructor(consumers: number, nameOf = (index: number): string => `billing-${index + 1}`) {
    this.history.add(this.observer.view(0), []);
    this.#publisher = new PlayedConnection(this.observer, "shop").confirms(0);
    for (let index = 0; index < consumers; index++) {
      const connection = new PlayedConnection(this.observer, nameOf(index)).consume(0, {
        queue: QUEUE,
        ...(index === consumers - 1 ? {} : { prefetch: 5 }),
      });
      this.#consumers.push({ connection, tag: 0 });
    }
  }

  get view(): TapView {
    return this.observer.view(atMs(this.#second * 1_000));
  }

  readonly rates = NO_RATES;

  /** In each second, every other consumer is busy for 800 ms and the others for 100 ms. */
  play(seconds: number): this {
    for (const end = this.#second + seconds; this.#second < end;) {
      const at = this.#second * 1_000;
      for (const [index, consumer] of this.#consumers.entries()) {
        const body = `task ${++this.#bodies}`;
        this.#publisher.publish(at + 1, body);
        consumer.connection.deliver(at + 50, ++consumer.tag, body);
        consumer.connection.ack(at + (index % 2 === 0 ? 850 : 150), consumer.tag);
      }
      this.#second++;
      this.#record();
    }
    return this;
  }

  /** A connection breaks with a delivery in hand. */
  cut(index: number): this {
    const consumer = this.#consumers.splice(index, 1)[0];
    if (consumer === undefined) throw new Error(`there is no consumer ${index}`);
    const at = this.#second * 1_000;
    consumer.connection.deliver(at + 1, ++consumer.tag).cut(at + 100);
    this.#second++;
    this.#record();
    return this;
  }

  #record(): void {
    const at = atMs(this.#second * 1_000);
    const view = this.observer.view(at);
    this.history.add(view, this.observer.findings(view, at).findings);
  }
}
