// Publishes that may have been lost with a connection or channel: those after its last publish that arrived. A channel
// keeps its order, so all publishes before a delivered message arrived too.
import { EventKind, type ShardReader } from "@fairhare/protocol";
import { Work, type WorkTable } from "../history/tasks/work-table.ts";

/** How the connection or channel ended; 0 for a publish that cannot have been lost with it. */
export const CutOff = { broken: 1, closed: 2 } as const;
type CutOff = (typeof CutOff)[keyof typeof CutOff];

/** By task: a CutOff. A shard without `processed` or `closed` at its end ends with a broken connection. */
export function cutOffTasks(producers: readonly ShardReader[], work: WorkTable): Uint8Array {
  const cutOff = new Uint8Array(work.last + 1);
  for (const shard of producers) {
    let sent: number[] = [];
    const breakOff = (how: CutOff): void => {
      const lastArrived = sent.findLastIndex((task) => work.is(task, Work.delivered));
      for (const task of sent.slice(lastArrived + 1)) cutOff[task] = how;
      sent = [];
    };
    shard.rewind();
    while (shard.next()) {
      switch (shard.kind) {
        case EventKind.attempted:
          // After a second publish the earlier connection does not matter.
          cutOff[shard.task] = 0;
          sent.push(shard.task);
          break;
        case EventKind.disconnected:
          breakOff(CutOff.broken);
          break;
        case EventKind.closed:
          breakOff(CutOff.closed);
          break;
        case EventKind.processed:
          sent = [];
          break;
        default:
      }
    }
    breakOff(CutOff.broken);
  }
  return cutOff;
}
