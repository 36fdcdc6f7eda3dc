export { ObservedConnection } from "./observed-connection.ts";
export { Observer, type ObserverLimits } from "./observer.ts";
export { evaluateTapThresholds, tapMetricNames, tapMetricPath } from "./tap-metrics.ts";
export {
  TAP_SCHEMA,
  type DeliveryLedger,
  type PublishLedger,
  type TapConsumer,
  type TapPublisher,
  type TapQueue,
  type TapResults,
  type TapThreshold,
  type TapView,
} from "@fairhare/results";
export { LANE_STEP_MS } from "./history/consumer-lanes.ts";
export type { LoggedFinding } from "./history/finding-log.ts";
export type { RatePoint } from "./history/samples.ts";
export type { TapEvent } from "./history/tap-events.ts";
export { type RateHistory, TapHistory } from "./history/tap-history.ts";
export { renderTap } from "./render/report.ts";
export { deliveryLedgerTable, latencyTable, publishLedgerTable, queueLedgerTable } from "./render/ledger-tables.ts";
export { consumerName, consumerTable, publisherTable, queueName, queueTable, type Rates } from "./render/tables.ts";
export {
  errorSentences,
  measuredWords,
  observedWords,
  tapIntroduction,
  tapSentence,
  unknowns,
} from "./render/words.ts";
