export { type ArrivalSettings, type Arrivals, createArrivals } from "./traffic/arrivals.ts";
export {
  type ArgumentValue,
  type ClientArguments,
  hasOneActiveWorker,
  SINGLE_ACTIVE_CONSUMER,
} from "./queues/client-arguments.ts";
export { type CommandWords, fillPlaceholders, shellQuoted, splitCommand } from "./command-words.ts";
export { differingSettings, matchTrials } from "./match-trials.ts";
export {
  type Baseline,
  type BaselineTrial,
  type BrokerProvider,
  type ComparedPairs,
  type Experiment,
  type PlannedAgents,
  type Spread,
  type Threshold,
  type Trial,
  holds,
  thresholdsFor,
} from "./experiment.ts";
export {
  type ClusterPlan,
  type ConnectPolicy,
  nodeOfQueue,
  type PartitionHandling,
  type QueueLeader,
  spreadNode,
} from "./cluster.ts";
export { type FailureSettings, type Failures, createFailures } from "./work/failures.ts";
export {
  type ConnectionTarget,
  FAULT_KINDS,
  FAULT_ROLES,
  type Fault,
  type FaultKind,
  type FaultRole,
  type FleetRole,
  ROLES_OF_KIND,
  comesWithWorkers,
  isAlarm,
  hitsNodes,
  kindsOfRole,
  needsOwnBroker,
  needsProxy,
  NODE_PARTS,
  type NodePart,
  takesBrokerDown,
  takesNodesDown,
} from "./fault.ts";
export { makespanBound } from "./work/makespan-bound.ts";
export {
  CONSUMER_PRIORITY,
  consumerArgumentsOf,
  consumerPriorityOfSlot,
  createPriorities,
  hasMixedPriorities,
  highestPriority,
  MAX_PRIORITY,
  mayHavePriority,
  prefersWorkers,
} from "./traffic/priorities.ts";
export { isShared, OWN_QUEUE, type QueueSettings } from "./queues/queue-settings.ts";
export {
  consumersOf,
  type QueueCount,
  queueName,
  queueNames,
  queueNumbers,
  queueOfTask,
  queuesOfSlot,
  workersByQueue,
} from "./queues/queue-routes.ts";
export {
  acknowledgesBeforeWork,
  ackTimeoutAnswerOn,
  countsRequeues,
  deliveryLimitOn,
  requeuesForEver,
  resolvedOn,
  retriesInQueue,
  returnsOnError,
} from "./queues/queue-rules.ts";
export { meanRate, peakRate, type RateCurve, rateCurve, scheduleSeconds } from "./traffic/rates.ts";
export { packedWorkers, processOfSlot, shareOfProducer, slotsOfProcess, workerProcesses } from "./seats.ts";
export type {
  AckMode,
  BodyFile,
  BodyFiles,
  BodyKind,
  Durability,
  Failing,
  MessageProperties,
  OnError,
  OnUnknown,
  Overflow,
  Pace,
  PriorityMix,
  QueueType,
  Rate,
  RatePhase,
  RateSchedule,
  RequeueBy,
  RetryMeans,
  SizeMix,
  Skew,
  LeftToProgram,
  TrialSettings,
  WeightedSize,
  WorkKind,
} from "./settings.ts";
export { DETECTS_WARM_UP_FROM_SECONDS } from "./settings.ts";
export { createBodyChoice, createSizes, largestBody, largestSize, smallestSize } from "./traffic/sizes.ts";
export { hasPlannedSpeed, makespanBoundAtSpeeds, type Place, speedOfSlot, totalSpeed } from "./work/speeds.ts";
export { beginsLate, hasStartDelays, longestStartDelayMs, startDelayMs } from "./start-delays.ts";
export { type Workload, type WorkloadSettings, createWorkload } from "./work/workload.ts";
