export { type CheckedTrial, type ResultsInput, buildResults } from "./build-results.ts";
export {
  type CompareSettings,
  COMPARED_METRICS,
  NOT_TESTED,
  type TrialPair,
  type TrialRuns,
  comparePairs,
  compareTrials,
} from "./compare.ts";
export { relativeDeviation, runsForPrecision, runsToShow } from "./runs-needed.ts";
export { summarise, summariseValues } from "./summarise.ts";
export { evaluateThresholds } from "./threshold.ts";
