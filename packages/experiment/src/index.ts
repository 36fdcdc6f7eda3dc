export { type Arrivals, type ArrivalSettings, createArrivals } from "./arrivals.ts";
export { leastSeconds } from "./estimate.ts";
export { experimentJsonSchema } from "./experiment-file.ts";
export { type BrokerProvider, type Experiment, holds, type Threshold, type Trial } from "./experiment.ts";
export { InvalidPlanError, type Mistake } from "./mistake.ts";
export {
  environmentName,
  type Option,
  type OptionGroup,
  type OptionKey,
  OPTION_GROUPS,
  type OptionTable,
  type OptionValues,
} from "./options/option.ts";
export { isOptionKey, OPTION_KEYS, OPTIONS } from "./options/table.ts";
export { type OutputSettings, type ParseContext, type ParsedExperiment, parseExperiment } from "./parse.ts";
export {
  comesWithWorkers,
  type Fault,
  type FaultKind,
  type FaultRole,
  type FleetRole,
  isAlarm,
  needsProxy,
  takesBrokerDown,
} from "./fault.ts";
export {
  cutsPower,
  powerCutMistakes,
  type FaultAbility,
  faultAbilities,
  type FaultSurroundings,
  type KnownBroker,
  type OpenedBroker,
  type OpenedProvider,
} from "./fault-abilities.ts";
export { ackTimeoutAnswerOn } from "./ack-timeout-rules.ts";
export { brokerMistakes } from "./broker-mistakes.ts";
export { countsRequeues, deliveryLimitOn, requeuesForEver } from "./delivery-limit.ts";
export { createFailures, type Failures, type FailureSettings } from "./failures.ts";
export { makespanBound } from "./makespan-bound.ts";
export { isFaultLike } from "./parse-fault.ts";
export { type PlannedRun, schedule } from "./schedule.ts";
export { processOfSlot, shareOfProducer, slotsOfProcess, workerProcesses } from "./seats.ts";
export type {
  AckMode,
  BodyKind,
  Durability,
  Failing,
  OnError,
  OnUnknown,
  Overflow,
  Pace,
  QueueType,
  RequeueBy,
  Skew,
  TrialSettings,
  WorkKind,
} from "./settings.ts";
export type { RawOptions } from "./sources.ts";
export { experimentNameSchema, storedExperimentSchema } from "./stored-experiment.ts";
export { storedSettingsSchema } from "./stored-settings.ts";
export { nearest } from "./suggest.ts";
export type { Metrics } from "./threshold.ts";
export { parseTrace, type Trace } from "./trace.ts";
export { createWorkload, type Workload, type WorkloadSettings } from "./workload.ts";
