// What is measured of one run, of Fairhare or of the bare loop.

export interface Measured {
  /** Messages per second, from the first publish to the last completion. */
  readonly perSecond: number;
  /** CPU time of all producers and workers per message, microseconds, without the start of the processes. */
  readonly clientCpuMicros: number;
  /** Sum of the peak resident sets of all producers and workers, bytes. */
  readonly clientPeakRssBytes: number;
  /** Peak resident set of the largest worker, bytes. */
  readonly workerPeakRssBytes: number;
}
