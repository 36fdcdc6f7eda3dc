export { commandLine, isCheckout, programWords } from "./command-line.ts";
export { type CpuTicks, cpuTicks } from "./cpu-ticks.ts";
export { assertNever, codeOf, FairhareError, fileProblem, messageOf } from "./error.ts";
export { type ErrorCode, ExitCode, exitCodeOf } from "./exit-code.ts";
export {
  counted,
  formatBytes,
  formatChange,
  formatCount,
  formatInstant,
  formatJain,
  formatMs,
  formatNumber,
  formatPercent,
  formatPercentRange,
  formatPlannedMs,
  formatPValue,
  formatRatio,
  formatShare,
  type Measured,
  NOT_MEASURED,
  pValuePhrase,
} from "./format.ts";
export { layOutJson } from "./lay-out-json.ts";
export {
  type AckTimeoutAnswer,
  BROKER_RULE_HISTORY,
  type BrokerRules,
  brokerRules,
  compareVersions,
  isKnownVersion,
} from "./rabbitmq-rules.ts";
export { createRandom, hashedUniform, type Random, shuffle } from "./random.ts";
export { HIDDEN, hideCredentials, oneLine, printable, redactSecrets, redactValue } from "./safe-text.ts";
export {
  type Clock,
  formatDuration,
  fromMilliseconds,
  fromSeconds,
  type Nanoseconds,
  nanoseconds,
  parseDuration,
  toMilliseconds,
  toSeconds,
} from "./time.ts";
export {
  formatListenAddress,
  isLoopback,
  type ListenAddress,
  listenProblem,
  readListenAddress,
} from "./listen-address.ts";
export { type AmqpUri, formatAmqpUri, parseAmqpUri, type ReadAmqpUri } from "./uri.ts";
export { parseAmqpUris, redactAmqpUri, splitUris } from "./uri-list.ts";
export type { AmqpTls } from "./uri-query.ts";
export { abortable, deferred, type Deferred, sleep, type Timers, within } from "./waiting.ts";
