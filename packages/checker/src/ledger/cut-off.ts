// Which publishes the end of a connection or channel may have taken along: those after the last one that is known to
// have arrived. A channel keeps its order, so whatever was sent before a message that was delivered has arrived as well.
import { EventKind, type ShardReader } from "@fairhare/protocol";
import { Work, type WorkTable } from "../history/work-table.ts";

/** How the end came; 0 for a publish that none can have taken. */
export const CutOff = { broken: 1, closed: 2 } as const;
type CutOff = (typeof CutOff)[keyof typeof CutOff];

/** By task: a CutOff. A shard that ends with neither `processed` nor `closed` ends in a broken connection. */
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
          // Published again: the connection before does not matter any more.
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
