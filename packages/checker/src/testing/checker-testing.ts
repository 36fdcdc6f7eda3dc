// For tests of other packages: makes a history and checks it.
export { History, history } from "./history.ts";
export { runningFleet } from "./running-fleet.ts";
export { check, SETTINGS } from "./settings.ts";
export { ns } from "./write-shards.ts";
