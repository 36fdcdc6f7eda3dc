// Whether the broker handed the tasks round in turn, as the tutorial says it does while nobody is blocked.
import type { TrialSettings } from "@fairhare/workload";
import { Attempt, type AttemptTable } from "../history/attempt-table.ts";
import type { Executions } from "../history/executions.ts";
import { Work } from "../history/work-table.ts";

type DispatchSettings = Pick<TrialSettings, "workers" | "producers" | "prefetch" | "ack" | "backlog" | "faults">;

/**
 * Over the tasks in the order of their publishing, by the slot that each one was delivered to first: how often the
 * next one did not go to the next slot. The turn is the order in which the slots got their first tasks; one that got
 * none is missed at every turn. Null where a sequence has no meaning.
 */
export function dispatchBreaks(
  attempts: AttemptTable,
  { table, slots }: Pick<Executions, "table" | "slots">,
  settings: DispatchSettings,
): number | null {
  const dispatched: number[] = [];
  for (let task = 1; task <= attempts.last; task++) {
    if (attempts.is(task, Attempt.attempted) && table.is(task, Work.delivered))
      dispatched.push(table.firstDeliveredSlot[task] ?? 0);
  }
  if (dispatched.length < 2 || !hasSequence(settings, dispatched.length)) return null;
  const turn = [...new Set([...dispatched, ...Array.from({ length: slots.slots }, (_, index) => index + 1)])];
  const next = new Map(turn.map((slot, index) => [slot, turn[(index + 1) % turn.length]]));
  return dispatched.filter((slot, index) => index > 0 && slot !== next.get(dispatched[index - 1] ?? 0)).length;
}

/** One order of publishing, all consumers there from the start to the end, and none of them ever blocked. */
function hasSequence({ workers, producers, prefetch, ack, backlog, faults }: DispatchSettings, tasks: number): boolean {
  const mayBlock = ack !== "auto" && prefetch > 0 && prefetch * workers < tasks;
  return workers > 1 && producers === 1 && !backlog && faults.length === 0 && !mayBlock;
}
