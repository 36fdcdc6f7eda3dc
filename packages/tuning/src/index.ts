export { adviceDocument, type AdviceDocument } from "./advice/advice-document.ts";
export { adviceSentences, adviceTable } from "./advice/advice-words.ts";
export { type Advice, advise } from "./advice/advise.ts";
export {
  type CellPlan,
  expectedTrialSeconds,
  type FindRatePlan,
  type FindRatePorts,
  findRates,
  type FoundRates,
  type MeasuredRun,
  type RateTrial,
} from "./rates/find-rates.ts";
export { guessedCapacity, guessedTrialSeconds, searchBounds } from "./rates/first-guess.ts";
export { measureAtRate, settingsAtRate, type SharedPlan } from "./rates/measure-at-rate.ts";
export {
  FIND_RATE_SCHEMA,
  type FindRateResults,
  findRateSchema,
  type MeasuredTrial,
  type RateCell,
} from "./rates/rate-results.ts";
export { curveTable, kneeTable } from "./render/rate-tables.ts";
export { ratesDocument, type RatesDocument, type RateValues } from "./render/rates-document.ts";
export { cellName, cellSentence, endSentence, searchSentence, spokenSeconds } from "./render/rate-words.ts";
export { renderRates } from "./render/render-rates.ts";
export { trialsOfSearch } from "./search/search-cost.ts";
export type { SearchSettings } from "./search/next-step.ts";
