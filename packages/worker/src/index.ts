export { tasksWorker, type TasksWorkerOptions } from "./tutorial/tasks-worker.ts";
export { TaskDecoder } from "./task-decoder.ts";
