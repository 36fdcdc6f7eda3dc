export { type CheckedTrial, type ResultsInput, buildResults } from "./build-results.ts";
export { COMPARED_METRICS, NOT_TESTED, type TrialRuns, compareTrials } from "./compare.ts";
export { summarise, summariseValues } from "./summarise.ts";
export { evaluateThresholds } from "./threshold.ts";
