// Whether consumers of others can have received tasks of the run: on a named queue, when the broker reported more consumers
// than the fleet has.
import { consumersOf, isShared } from "@fairhare/workload";
import type { Checker } from "../checker.ts";

/**
 * Number of consumers beyond those of the fleet, at the reading with the most. The broker may still count a consumer whose
 * connection a fault has broken, so after such faults the number can be too large, never too small.
 */
export const foreignConsumers: Checker<number> = ({ log, executions }, { trial }) =>
  isShared(trial) ? Math.max(0, log.mostConsumers - consumersOf(executions.slots.slots, trial)) : 0;
