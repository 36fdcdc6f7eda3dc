// The metrics of one queue: `queue.3.lost` is `lost` in the row of queue 3, and `queue.3.endToEnd.p99` its latency.
import { numbersIn, valueAt } from "./number-paths.ts";
import { type QueueResult, queueSchema } from "./run/queue-schema.ts";

/** The number of a row is its name. */
const FIELDS = new Set(numbersIn(queueSchema, new Set(["queue"])));
/** Of PATH, the number of the queue and its field. */
const PATH = /^queue\.([1-9]\d{0,5})\.([A-Za-z][\w.]*)$/;

/** The full path of the metric of a queue, by any number: only the settings say which queues there are. */
export function queuePath(name: string): string | undefined {
  const [, queue = "", given = ""] = PATH.exec(name) ?? [];
  const field = given.replace(/^endToEnd\./, "endToEndMs.");
  return FIELDS.has(field) ? `queue.${queue}.${field}` : undefined;
}

export interface QueueMetric {
  readonly queue: number;
  readonly field: string;
}

/** Undefined for every other metric. */
export function queueMetricOf(path: string): QueueMetric | undefined {
  const [, queue, field = ""] = PATH.exec(path) ?? [];
  return queue === undefined ? undefined : { queue: Number(queue), field };
}

/** Null without this queue, or if the number was not measured; undefined if the row does not have it. */
export function queueValue(queues: readonly QueueResult[], { queue, field }: QueueMetric): unknown {
  const row = queues.find((one) => one.queue === queue);
  return row === undefined ? null : valueAt(row, field);
}
