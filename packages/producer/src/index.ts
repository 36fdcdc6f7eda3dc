export { producerProfession } from "./duty.ts";
export { type TaskEncoder, createTaskEncoder } from "./task-encoder.ts";
