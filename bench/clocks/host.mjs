// A process on "another host": its time namespace has another monotonic clock. It answers comparisons of the clock and records a
// producer's or a worker's events with the classes of the real ones.
import { createHostTimers, openShardFile, shiftedTimers, ShardWriter } from "@fairhare/child";
import { EventKind, Role } from "@fairhare/protocol";

/**
 * @typedef {{ type: "configure", role: "producer" | "worker", shardFile: string, clockOffsetNs: number }} Configure
 * @typedef {{ type: "publish", task: number } | { type: "deliver", task: number, intended: number } | { type: "end" }} Step
 */

const clock = createHostTimers();
/** @type {(step: Step) => void} */
let take = () => undefined;

process.on("message", (/** @type {{ type: "time", id: number } | Configure | Step} */ message) => {
  const t2 = clock.now();
  if (message.type === "time") tell({ type: "time", id: message.id, t2, t3: clock.now() });
  else if (message.type === "configure") take = openHistory(message);
  else take(message);
});
process.on("disconnect", () => process.exit());

/** @param {object} message */
function tell(message) {
  process.send?.(message);
}

/**
 * @param {Configure} plan
 * @returns {(step: Step) => void}
 */
function openHistory({ role, shardFile, clockOffsetNs }) {
  const own = shiftedTimers(clock, clockOffsetNs);
  const header = { role: Role[role], process: 1, incarnation: 1, pid: process.pid, openedAt: own.now() };
  const shard = new ShardWriter(openShardFile(shardFile), header);
  /** The time of the event on the clock of the namespace: the test knows how that clock was made. */
  const rawOf = (/** @type {number} */ at) => at + Math.round(clockOffsetNs);
  if (role === "worker") shard.append(EventKind.consuming, own.now(), 1, 0);
  tell({ type: "configured", pid: process.pid });
  return (step) => {
    const now = own.now();
    if (step.type === "publish") {
      shard.append(EventKind.attempted, now, 1, step.task, now);
      shard.append(EventKind.handed, own.now(), 1, 0);
      shard.flush();
      tell({ type: "published", task: step.task, raw: rawOf(now), intended: now });
    } else if (step.type === "deliver") {
      const { task, intended } = step;
      shard.append(EventKind.delivered, now, 1, task, intended, 0, 0, task);
      const begun = own.now();
      shard.append(EventKind.started, begun, 1, task, 0, 0, 0, task);
      shard.append(EventKind.completed, own.now(), 1, task, begun, 0, 0, task);
      shard.flush();
      tell({ type: "delivered", task, raw: rawOf(now) });
    } else {
      if (role === "producer") shard.append(EventKind.finished, now, 1, 0);
      shard[Symbol.dispose]();
      tell({ type: "ended" });
    }
  };
}
