export { ProcessTap } from "./process-tap.ts";
export type { Tap, TapEvents, TapOptions } from "./tap.ts";
export { TaskNumbers } from "./task-numbers.ts";
export { type AckMode, type WireFacts } from "./wire-facts.ts";
