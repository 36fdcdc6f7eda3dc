export { renderCsv } from "./csv.ts";
export { type FindingLine, findingLines } from "./findings/finding-lines.ts";
export { experimentSentence } from "./experiment-sentence.ts";
export {
  type Measured,
  formatBytes,
  formatCount,
  formatInstant,
  formatJain,
  formatMs,
  formatNumber,
  formatRatio,
} from "./format.ts";
export { fenced, inline, markdownTable } from "./markdown.ts";
export { typicalRun } from "./metrics.ts";
export { printableResults, type ReportFile, type ReportFiles, renderMarkdown, renderReport } from "./report.ts";
export { type Blocks, bullets, joinBlocks } from "./sections/section.ts";
export { comparisonNote, comparisonTable, significanceTable } from "./tables/comparison-table.ts";
export { environmentTable } from "./tables/environment-table.ts";
export { faultTable } from "./tables/fault-table.ts";
export { latencyTable } from "./tables/latency-table.ts";
export { ledgerSum, ledgerTable, seenTable } from "./tables/ledger-table.ts";
export { LOSS_MATRIX_TITLE, lossMatrix } from "./tables/loss-matrix.ts";
export { type Align, type TableModel, tableOf, text } from "./tables/table.ts";
export { workerTable } from "./tables/worker-table.ts";
export { SettingsUnreadableError } from "./trial-settings.ts";
export { verdictSentence } from "./verdict-sentence.ts";
export { costSentence } from "./words/cost-words.ts";
export { counted, joinWords } from "./words/list-words.ts";
export { missingRunsPhrase } from "./words/missing-words.ts";
export { trialLabel } from "./words/setting-words.ts";
export { thresholdLines } from "./words/verdict-words.ts";
