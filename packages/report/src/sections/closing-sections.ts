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
  "The costs of the tasks and the order of the runs follow from the seed, so the same command runs the same experiment.",
];

/** What each number means, and by which evidence it stands: the same in every report. */
export const methodSection = (): Blocks => ["## How to read this", ...PARAGRAPHS];

const PARAGRAPHS: Blocks = [
  "**Fairness is measured twice.** Jain's index (Σx)² / (n · Σx²) over the n workers is 1 when all have the same x and 1/n when one has everything. *Jain tasks* takes completed tasks as x, *Jain busy* the time spent working. Both are needed: when tasks differ in cost, equal counts can hide that one worker got all the heavy ones. With odd tasks heavy, even ones light and an even number of workers, blind round-robin gives everybody equally many tasks (Jain tasks 1.000) while half of the fleet does nearly all of the work (Jain busy near 0.5): count alone turns the verdict upside down. *Busiest* and *least* are the largest and the smallest worker's share of all busy time.",
  "**The bound** is the least time in which this fleet could have done this work, whoever hands it out: the largest of the sum of all costs over the number of workers, the largest single cost, what one worker must take since tasks cannot be divided, and the moment at which the last task could have been done after it was sent. *× bound* is the makespan (start of the measurement to the last completion) over it. 1.00× is perfect; what is above is waiting while there was work, and the broker's and the machine's own time.",
  "**Latency** counts from the moment at which a task was *meant* to be sent, not from when a producer that had fallen behind got round to it; otherwise an overloaded system would look quick. *Queue wait* ends with the delivery, *buffer wait* is the time in a worker's prefetch buffer, *work* is the work itself, *confirm* runs from publish to the broker's confirm.",
  "**The ledger** gives every attempted task exactly one end, so the rows add up. *Lost* is: confirmed by the broker (or, without confirms, handed to the socket), the queue drained to the end, and the work never completed. *Duplicated* is: worked through more than once, which at-least-once delivery allows. *Redelivered* is neither. A run that was cut short has the verdict *unknown*; it is never called loss-free.",
  "**Evidence.** Every process appends what it does to a history of its own before it tells the broker: a completion is on record before its acknowledgement leaves, an attempt before its publish. A killed worker therefore cannot take its record along. All numbers here are derived from those histories and from nothing else; all times are from one monotonic clock.",
];
