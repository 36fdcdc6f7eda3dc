export { type NewTaskOptions, newTask } from "./new-task.ts";
export { type TasksWorkerOptions, tasksWorker } from "./tasks-worker.ts";
