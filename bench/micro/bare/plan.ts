// The plan of the two bare processes: the same traffic as Fairhare's, without measuring.

export interface BarePlan {
  readonly uri: string;
  readonly queue: string;
  readonly tasks: number;
  readonly prefetch: number;
  readonly sizeBytes: number;
}

/** The bare processes' only messages to their parent; times are hrtime nanoseconds, common to the host. */
export interface BareReport {
  readonly type: "ready" | "done";
  readonly at: number;
}

export function report(type: BareReport["type"], at = Number(process.hrtime.bigint())): void {
  process.send?.({ type, at } satisfies BareReport);
}
