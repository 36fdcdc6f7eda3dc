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
} from "./tap-results.ts";
export { renderTap } from "./render/report.ts";
export { consumerTable, publisherTable, type Rates } from "./render/tables.ts";
export { measuredWords, observedWords, tapSentence } from "./render/words.ts";
