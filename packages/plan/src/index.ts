export { leastSeconds } from "./estimate.ts";
export {
  type FaultAbility,
  type FaultSurroundings,
  type KnownBroker,
  type OpenedBroker,
  type OpenedProvider,
  cutsPower,
  faultAbilities,
  powerCutMistakes,
} from "./faults/fault-abilities.ts";
export { isFaultLike } from "./faults/parse-fault.ts";
export { InvalidPlanError, type Mistake } from "./mistake.ts";
export {
  OPTION_GROUPS,
  type Option,
  type OptionGroup,
  type OptionKey,
  type OptionTable,
  type OptionValues,
  environmentName,
} from "./options/option.ts";
export { OPTIONS, OPTION_KEYS, isOptionKey } from "./options/table.ts";
export { experimentJsonSchema } from "./parse/experiment-file.ts";
export { type OutputSettings, type ParseContext, type ParsedExperiment, parseExperiment } from "./parse/parse.ts";
export type { RawOptions } from "./parse/sources.ts";
export type { Metrics } from "./parse/threshold.ts";
export { type Trace, parseTrace } from "./parse/trace.ts";
export { brokerMistakes } from "./rules/broker-mistakes.ts";
export { type PlannedRun, schedule } from "./schedule.ts";
export { nearest } from "./suggest.ts";
