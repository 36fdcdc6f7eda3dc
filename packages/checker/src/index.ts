export { checkSettingsOf } from "./evidence/sources.ts";
export { clocksOfShards } from "./clocks/shard-clocks.ts";
export { type CheckInput, type CheckedRun, checkRun } from "./check-run.ts";
export { LatencyRecorder } from "./history/latency-recorder.ts";
export type { MemoryShard, NamedShard } from "./history/open-shards.ts";
export type { Loss } from "./ledger/ledger.ts";
export { TASK_COLUMNS, type TaskRow, taskRows } from "./task-rows.ts";
