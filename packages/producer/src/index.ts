export { createPacer, type Pacer } from "./pacer.ts";
export { createTaskEncoder, type TaskEncoder } from "./task-encoder.ts";
