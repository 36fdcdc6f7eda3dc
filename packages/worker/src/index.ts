export { workerProfession } from "./duty.ts";
export { TaskDecoder } from "./task-decoder.ts";
export type { Work } from "./work.ts";
