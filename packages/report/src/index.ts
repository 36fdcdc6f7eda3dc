export { annotationCommands, annotationLines } from "./ci/annotations.ts";
export { renderChanges } from "./changes/change-report.ts";
export { changeNotes, regressionLines } from "./changes/change-words.ts";
export { type Change, type Changes, changesBetween } from "./changes/changes.ts";
export { type Failure, failureAnnotation, renderFailure } from "./ci/failure.ts";
export { renderStepSummary } from "./ci/step-summary.ts";
export type { Annotation } from "./ci/workflow-command.ts";
export { renderCsv } from "./csv.ts";
export { csvText } from "./csv-text.ts";
export { type BetterDirection, renderBenchmark } from "./exports/benchmark.ts";
export { renderJunit } from "./exports/junit.ts";
export { renderOpenMetrics } from "./exports/openmetrics.ts";
export { explainTrial } from "./explain/explain.ts";
export type { Explanation } from "./explain/case.ts";
export { actionOf, type FindingLine, findingLines } from "./findings/finding-lines.ts";
export { experimentSentence } from "./experiment-sentence.ts";
export { fenced, inline, markdownTable } from "./markdown.ts";
export {
  BOUND_RATIO,
  COMPARED_METRICS,
  COMPLETED_PER_SECOND,
  JAIN_BUSY,
  latencyOf,
  medianOf,
  medianOver,
  type Metric,
  metricCell,
  typicalRun,
  whichRun,
} from "./metrics.ts";
export { summaryMetrics } from "./summary-metrics.ts";
export { laneShapes, laneSubtitle, presentOf, workersWithLane } from "./pictures/lane-shapes.ts";
export { BUSY_RAMP, seriesColour, WORK_RAMP } from "./pictures/look.ts";
export { METHOD_PARAGRAPHS } from "./sections/closing-sections.ts";
export type { Picture } from "./pictures/chart.ts";
export { ratesEndMs } from "./pictures/rate-windows.ts";
export { drawRateCurve } from "./pictures/rate-curve.ts";
export { drawPreview } from "./pictures/preview.ts";
export { printableResults, type ReportFile, type ReportFiles, renderMarkdown, renderReport } from "./report.ts";
export { type Blocks, bullets, joinBlocks, slug } from "./sections/section.ts";
export { changeTable, trialChangeTable } from "./tables/change-table.ts";
export { clockTable } from "./tables/clock-table.ts";
export { comparisonNote, comparisonTable, significanceTable } from "./tables/comparison-table.ts";
export { environmentTable } from "./tables/environment-table.ts";
export { shareBars } from "./pictures/share-bars.ts";
export { fleetTables, isLargeFleet } from "./tables/fleet-table.ts";
export { faultTable } from "./tables/fault-table.ts";
export { priorityTable } from "./tables/priority-table.ts";
export { LATENCY_PHASES, latencyTable, PERCENTILES } from "./tables/latency-table.ts";
export { boundClause } from "./latency-bound.ts";
export {
  deadLetterTable,
  duplicateCauseTable,
  LEDGER_NAMES,
  ledgerSum,
  ledgerTable,
  lossCauseTable,
  seenTable,
} from "./tables/ledger-table.ts";
export { type FaultComparison, faultComparison } from "./tables/fault-comparison.ts";
export { durationTicks, ticksAround, ticksFromZero } from "./pictures/axes/axis-ticks.ts";
export { type Align, numeric, type TableModel, tableOf, text } from "./tables/table.ts";
export { queueSentence, queueTable } from "./tables/queue-table.ts";
export { workerTable } from "./tables/worker-table.ts";
export { SettingsUnreadableError } from "./trial-settings.ts";
export { totalLedger } from "./total-ledger.ts";
export { BACKLOG_NOTE, CLOCK_NOTE, RECOVERY_NOTE } from "./sections/trial-notes.ts";
export { verdictSentence, verdictWords } from "./verdict-sentence.ts";
export { costSentence } from "./words/cost-words.ts";
export { capitalised, joinWords } from "./words/list-words.ts";
export { isPaced } from "./words/rate-words.ts";
export { settingName, settingValue, trialLabel } from "./words/setting-words.ts";
export { thresholdLines, thresholdText } from "./words/threshold-words.ts";
export { missingRunsPhrase, verdictReason } from "./words/verdict-words.ts";
export { renderIntervalsCsv } from "./intervals-csv.ts";
export { renderQueuesCsv } from "./queues-csv.ts";
export { renderWorkersCsv } from "./workers-csv.ts";
