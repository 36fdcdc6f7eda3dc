export { leastSeconds, leastTotalSeconds } from "./estimate.ts";
export {
  type FaultAbility,
  type FaultSurroundings,
  type KnownBroker,
  type OpenedBroker,
  type OpenedProvider,
  faultAbilities,
} from "./faults/fault-abilities.ts";
export { InvalidPlanError, type Mistake, PlanProblems } from "./mistakes/mistake.ts";
export { AGENTS_PORT } from "./options/kinds/listen-kind.ts";
export { type BenchmarkFile, benchmarkFile } from "./options/kinds/benchmark-file.ts";
export {
  OPTION_GROUPS,
  type Option,
  type OptionGroup,
  type OptionKey,
  type OptionTable,
  type OptionValues,
  environmentName,
} from "./options/option.ts";
export { isFaultLike } from "./options/shown.ts";
export { OPTIONS, OPTION_KEYS, isOptionKey } from "./options/table.ts";
export type { AgentSettings } from "./parse/agent-settings.ts";
export { parseColumns, type TableChoice } from "./parse/columns.ts";
export { experimentJsonSchema, experimentJsonSchemaText } from "./parse/experiment-file.ts";
export { type BaselineSource, type Baselines, type NamedBaseline, baselineOf } from "./parse/baseline.ts";
export { type SelectableTrial, selectTrials } from "./parse/select-trials.ts";
export { type Metrics, parseThreshold } from "./parse/threshold.ts";
export { type Trace, parseTrace } from "./parse/trace.ts";
export type { ExperimentFile, RawOptions } from "./parse/written.ts";
export { type OutputSettings, type ParseContext, type ParsedExperiment, parseExperiment } from "./parse-experiment.ts";
export { parseScenarios } from "./parse-scenarios.ts";
export { agentMistakes } from "./rules/fleet/agent-rules.ts";
export { brokerMistakes, cutsPower, declaresNothing, powerCutMistakes } from "./rules/broker/broker-mistakes.ts";
export { type PlannedRun, schedule } from "./schedule.ts";
export { nearest } from "./mistakes/suggest.ts";
export type { PerfTestOption } from "./perftest/perftest-option.ts";
export { PERFTEST_TOPICS, PERFTEST_VERSION, perfTestFlag, perfTestOption, perfTestSentence } from "./perftest/table.ts";
export { DOCUMENTED_COMMANDS, type DocumentedCommand } from "./perftest/documented-commands.ts";
