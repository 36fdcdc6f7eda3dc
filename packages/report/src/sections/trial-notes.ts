// The notes under the tables of a trial, in Markdown; the section and the page show them.

export const RECOVERY_NOTE =
  "Throughput is counted in windows. *Throughput fell to* is the lowest rate after the fault relative to the rate before it, *caught up after* the time until 95 % of that rate. *Last redelivery after* counts the tasks that the affected process was working on, held in its buffer, or was being sent. *Oldest task lost* is the age of the oldest lost task when the broker was hit. — means: no redelivery, no rate before the fault, or no recovery before the next fault or the end.";

/** For trials without a set rate. */
export const BACKLOG_NOTE =
  "No `--rate` was set: all tasks were published as fast as the broker accepted them, so the end-to-end latency is mostly the wait in the backlog. To measure the latency of single tasks, set a `--rate` below the capacity of the fleet.";

/** Above the clocks of a trial on several hosts. */
export const CLOCK_NOTE =
  "The processes ran on several hosts. The clock of each agent was compared with the orchestrator's before, during and after the run, and its times were corrected. A latency between two hosts may be wrong by the errors of both clocks.";
