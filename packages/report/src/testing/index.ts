// Results for tests of other packages.
export * from "./fixtures.ts";
export { hostileResults } from "./hostile-results.ts";
export { buildResults, buildTrial, settingsWith } from "./results-builder.ts";
export { thousandWorkers } from "./thousand-workers.ts";
