export { abortable } from "./abortable.ts";
export { assertNever } from "./assert-never.ts";
export type { Brand } from "./brand.ts";
export { deferred, type Deferred } from "./deferred.ts";
export { formatDuration, parseDuration } from "./duration.ts";
export { FairhareError, messageOf } from "./error.ts";
export { type ErrorCode, ExitCode, exitCodeOf } from "./exit-code.ts";
export { type AckTimeoutAnswer, BROKER_RULE_HISTORY, type BrokerRules, brokerRules } from "./rabbitmq/rules.ts";
export { compareVersions, isKnownVersion } from "./rabbitmq/version.ts";
export { codeOf, fileProblem } from "./file-problem.ts";
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
  formatRatio,
  formatShare,
  type Measured,
  NOT_MEASURED,
} from "./format.ts";
export { createRandom, hashedUniform, type Random, shuffle } from "./random.ts";
export { oneLine, printable } from "./printable.ts";
export { HIDDEN, hideCredentials, redactSecrets, redactValue } from "./redact.ts";
export {
  type Clock,
  fromMilliseconds,
  fromSeconds,
  type Nanoseconds,
  nanoseconds,
  toMilliseconds,
  toSeconds,
} from "./time.ts";
export { sleep, type Timers, within } from "./timers.ts";
export { type AmqpUri, formatAmqpUri, parseAmqpUri, type ReadAmqpUri, redactAmqpUri } from "./uri.ts";
