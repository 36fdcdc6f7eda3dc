export { tasksWorker, type TasksWorkerOptions } from "./tutorial/tasks-worker.ts";
export { type Work, startWork } from "./work.ts";
