export { producerProfession } from "./duty.ts";
export { createTaskEncoder, type TaskEncoder } from "./task-encoder.ts";
export { DEFAULT_TEXT, newTask, type NewTaskOptions } from "./tutorial/new-task.ts";
