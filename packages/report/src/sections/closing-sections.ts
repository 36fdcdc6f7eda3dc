// The end of every report: how to read it, what it ran on, and how to run it again.
import type { Results } from "@fairhare/results";
import { fenced, markdownTable } from "../markdown.ts";
import { environmentTable } from "../tables/environment-table.ts";
import type { Blocks } from "./section.ts";

export const environmentSection = (results: Results): Blocks => [
  "## Environment",
  markdownTable(environmentTable(results)),
  "## Run it again",
  fenced("sh", results.environment.command),
  "The seed determines the service times of the tasks and the order of the runs, so the same command runs the same experiment.",
];

/** The meaning of each number and the evidence for it: the same in every report. */
export const methodSection = (): Blocks => ["## How to read this", ...METHOD_PARAGRAPHS];

/** Markdown. */
export const METHOD_PARAGRAPHS: Blocks = [
  "**Fairness** is measured twice, by Jain's index (Σx)² / (n · Σx²) over the n workers: it is 1 when all x are equal and 1/n when one worker has everything. *Jain tasks* takes the number of completed tasks as x, *Jain busy* the busy time. The two can disagree when service times differ: if odd tasks are heavy, even tasks light and the number of workers even, blind round-robin gives every worker equally many tasks (Jain tasks 1.000), while half of the workers do nearly all of the work (Jain busy near 0.5). *Busiest* and *least* are the largest and the smallest share of all busy time that one worker has.",
  "**The lower bound** is the shortest time in which this fleet could complete this work under any dispatch. It is the largest of four times: all service times divided by the number of workers; the longest service time; the work of one worker when the tasks cannot be divided evenly; and the earliest possible end of the last published task. *× bound* is the makespan (start of the measurement to the last completion) divided by the lower bound. 1.00× is ideal; the rest is idle time while tasks waited, and the overhead of broker and machine.",
  "**Latency** counts from the *intended* time of a publish, even if the producer published late. Otherwise an overloaded system would look fast (coordinated omission). *End to end* ends when the work is completed, *queue wait* at the delivery. *Buffer wait* is the time in a worker's prefetch buffer, *work* the service time, *confirm* the time from publish to confirm.",
  "**The ledger** puts every attempted task into exactly one column, so the rows add up. *Lost*: the broker confirmed the task (or, without publisher confirms, the producer wrote it to the socket), the queue was drained to its end, and no worker completed the task. *Duplicated*: a task was completed more than once, which at-least-once delivery allows. *Redelivered* is neither. A run that was cut short has the verdict *unknown*, because it cannot prove that no task was lost.",
  "**Evidence.** Every process appends its events to its own history file before it tells the broker: a completion is written before its acknowledgement is sent, an attempt before its publish. So a killed process loses none of its records. For programs of yours, Fairhare writes the history from their connections, before it passes the bytes on. All numbers of this report are derived from these histories alone, and all times are from one monotonic clock.",
];
