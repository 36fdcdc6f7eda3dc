// Records what the observer sees, once per second, for the live page and the report: rates over time, findings, events. A
// view of many consumers takes time, during which the tap passes no bytes: then it records less often.
import { type Observer, TapHistory, type TapView } from "@fairhare/observe";
import { ratesBetween, type TapRates } from "./rates.ts";

export const RECORD_MS = 1_000;
/** The table of the terminal and the page show the same view. */
const FRESH_NS = 0.5e9;
/** Of the time. */
const LARGEST_SHARE = 0.02;

interface Recorded {
  readonly view: TapView;
  readonly at: number;
  /** Until then, the view is recent enough. */
  readonly freshUntil: number;
}

export class TapRecorder {
  readonly history = new TapHistory();
  readonly #observer: Observer;
  readonly #now: () => number;
  #latest: Recorded;
  #before: TapView | undefined;

  /** `now`: nanoseconds on the clock of the observer. */
  constructor(observer: Observer, now: () => number) {
    this.#observer = observer;
    this.#now = now;
    this.#latest = this.#look(true);
  }

  /** At most half a second old, if a view does not take long. */
  view(): TapView {
    if (this.#now() > this.#latest.freshUntil) this.#latest = this.#look(false);
    return this.#latest.view;
  }

  /** The view that was recorded, and the rates since the one before; undefined if it is too early for another one. */
  record(): { readonly view: TapView; readonly rates: TapRates } | undefined {
    const before = this.#before;
    if (this.#now() < this.#latest.freshUntil && this.#latest.freshUntil - this.#latest.at > FRESH_NS) return undefined;
    this.#latest = this.#look(true);
    return { view: this.#latest.view, rates: ratesBetween(before, this.#latest.view) };
  }

  #look(isRecorded: boolean): Recorded {
    const at = this.#now();
    const view = this.#observer.view(at);
    if (isRecorded) {
      this.history.add(view, this.#observer.findings(view, at).findings);
      this.#before = view;
    }
    const ended = this.#now();
    return { view, at, freshUntil: at + Math.max(FRESH_NS, (ended - at) / LARGEST_SHARE) };
  }
}
