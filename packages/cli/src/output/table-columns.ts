// The names of the columns of the printed tables, for `--columns`. A list of its own, because a wrong name is reported
// before the code that renders reports is loaded, which takes a second.

/** The head of a column as a word: `Jain busy` is `jain-busy`, `× bound` is `bound`. */
export const columnName = (head: string): string =>
  head
    .toLowerCase()
    .replaceAll(/[^a-z0-9/]+/g, "-")
    .replaceAll(/^-|-$/g, "");

export const COLUMN_NAMES: readonly string[] = [
  // All trials.
  "makespan",
  "bound",
  "published/s",
  "completed/s",
  "jain-tasks",
  "jain-busy",
  "busiest",
  "least",
  "p50-end-to-end",
  "p99-end-to-end",
  "lost",
  "duplicated",
  // The workers of a trial.
  "tasks",
  "heavy",
  "busy",
  "idle",
  "share-of-busy-time",
  "redelivered",
  "incarnations",
  // The queues of a trial.
  "workers",
  "attempted",
  "dead-lettered",
  "dropped",
  "unknown",
  "remaining",
  "backlog",
];
