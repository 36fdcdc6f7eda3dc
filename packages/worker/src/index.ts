export { workerProfession } from "./duty.ts";
export { tasksWorker, type TasksWorkerOptions } from "./tutorial/tasks-worker.ts";
export { TaskDecoder } from "./task-decoder.ts";
export type { Work } from "./work.ts";
