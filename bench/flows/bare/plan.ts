// What the bare processes are told and what they answer: the same traffic as Fairhare's, without a history.

export interface BarePlan {
  readonly uri: string;
  readonly queue: string;
  /** Messages that this process publishes, or that all consumers together receive. */
  readonly tasks: number;
  readonly consumers: number;
  /** 0 is unlimited. */
  readonly prefetch: number;
  readonly autoAck: boolean;
  readonly persistent: boolean;
  /** Unconfirmed publishes allowed; 0 publishes without confirms. */
  readonly confirmWindow: number;
  readonly sizeBytes: number;
}

export type BareRequest = BarePlan | "go" | "report";

/** Times are hrtime nanoseconds, common to the host. `at` of a progress: when the consumer received its newest message. */
export type BareReport =
  | { readonly type: "ready" }
  | { readonly type: "began"; readonly at: number }
  | { readonly type: "progress"; readonly received: number; readonly at: number }
  | { readonly type: "usage"; readonly cpuSeconds: number; readonly peakRssBytes: number };
