// Which publishes a broken connection may have taken along: those after the last one that is known to have arrived.
// A channel keeps its order, so whatever was sent before a message that was delivered has arrived as well.
import { EventKind, type ShardReader } from "@fairhare/protocol";
import { Work, type WorkTable } from "../history/work-table.ts";

/** By task: 1 when it is one of those. A shard that ends without `closed` ends in a broken connection. */
export function cutOffTasks(producers: readonly ShardReader[], work: WorkTable): Uint8Array {
  const cutOff = new Uint8Array(work.last + 1);
  for (const shard of producers) {
    let sent: number[] = [];
    const breakOff = (): void => {
      const lastArrived = sent.findLastIndex((task) => work.is(task, Work.delivered));
      for (const task of sent.slice(lastArrived + 1)) cutOff[task] = 1;
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
          breakOff();
          break;
        case EventKind.closed:
          sent = [];
          break;
        default:
      }
    }
    breakOff();
  }
  return cutOff;
}
