// Records what the observer sees, once per second, for the live page and the report: rates over time, findings, events.
import { type Observer, TapHistory, type TapView } from "@fairhare/observe";
import { ratesBetween, type TapRates } from "./rates.ts";

export const RECORD_MS = 1_000;
/** The table of the terminal and the page show the same view. */
const FRESH_NS = 0.5e9;

export class TapRecorder {
  readonly history = new TapHistory();
  readonly #observer: Observer;
  readonly #now: () => number;
  #latest: { readonly view: TapView; readonly at: number } | undefined;

  /** `now`: nanoseconds on the clock of the observer. */
  constructor(observer: Observer, now: () => number) {
    this.#observer = observer;
    this.#now = now;
    this.record();
  }

  /** At most half a second old. */
  view(): TapView {
    const at = this.#now();
    if (this.#latest === undefined || at - this.#latest.at > FRESH_NS)
      this.#latest = { view: this.#observer.view(at), at };
    return this.#latest.view;
  }

  /** The view that was recorded, and the rates since the one before. */
  record(): { readonly view: TapView; readonly rates: TapRates } {
    const before = this.#latest?.view;
    const at = this.#now();
    const view = this.#observer.view(at);
    this.#latest = { view, at };
    this.history.add(view, this.#observer.findings(view, at).findings);
    return { view, rates: ratesBetween(before, view) };
  }
}
