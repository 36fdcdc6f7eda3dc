export { producerProfession } from "./duty.ts";
export { createPacer } from "./pacer.ts";
export { type TaskEncoder, createTaskEncoder } from "./task-encoder.ts";
