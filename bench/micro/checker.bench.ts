// The checker on the history of a whole run: 200,000 tasks without work, 600,000 events. Nanoseconds per event are
// milliseconds per million events.
import { checkRun } from "@fairhare/checker";
import { nanoseconds } from "@fairhare/core";
import { encodeShard, EventKind, PhaseCode, Role, type ShardEncoder } from "@fairhare/protocol";
import { Bench } from "tinybench";
import { workless } from "./plan.ts";
import type { Suite } from "./suite.ts";

const TASKS = 200_000;
/** Of every process. */
const PID = 1;

export function benchChecker(): Suite {
  const shards = [producerShard(), workerShard(), orchestratorShard()];
  const settings = workless(TASKS, 100).trials[0]?.settings;
  if (settings === undefined) throw new Error("the plan has no trial");
  const input = { settings, run: 1, shards, directory: null, brokerVersion: "4.0.5" };
  const { verdict, evidence } = checkRun(input).result;
  if (verdict !== "pass") throw new Error(`the history is wrong: ${evidence.gaps.join(" ")}`);
  const bench = new Bench({ time: 500, iterations: 3, warmup: false }).add("check an event", () => checkRun(input));
  return { bench, perRun: { "check an event": 3 * TASKS } };
}

/** Task n is sent, received and completed 50 µs after task n − 1. */
const at = (task: number): number => task * 50_000;

function producerShard(): { name: string; bytes: Uint8Array } {
  return shard("producer-1.1.shard", Role.producer, TASKS + 3, (encoder) => {
    for (let task = 1; task <= TASKS; task++) encoder.append(EventKind.attempted, at(task), 1, task, at(task));
    encoder.append(EventKind.handed, at(TASKS + 1), 1, 0);
    encoder.append(EventKind.finished, at(TASKS + 1), 1, 0);
    encoder.append(EventKind.closed, at(TASKS + 1), 1, 0);
  });
}

function workerShard(): { name: string; bytes: Uint8Array } {
  return shard("worker-1.1.shard", Role.worker, 2 * TASKS + 1, (encoder) => {
    encoder.append(EventKind.consuming, 0, 1, 0);
    for (let task = 1; task <= TASKS; task++) {
      const delivered = at(task) + 300_000;
      encoder.append(EventKind.delivered, delivered, 1, task, at(task), 0, 0, task);
      encoder.append(EventKind.completed, delivered + 5_000, 1, task, delivered, 0, 0, task);
    }
  });
}

function orchestratorShard(): { name: string; bytes: Uint8Array } {
  return shard("orchestrator-1.1.shard", Role.orchestrator, 8, (encoder) => {
    for (const role of [Role.producer, Role.worker]) encoder.append(EventKind.spawned, 0, 1, 1, 0, role, PID);
    encoder.append(EventKind.phase, 0, 0, 0, 0, 0, PhaseCode.publishing);
    encoder.append(EventKind.phase, at(TASKS + 20), 0, 0, 0, 0, PhaseCode.draining);
    encoder.append(EventKind.phase, at(TASKS + 21), 0, 0, 0, 0, PhaseCode.drained);
    encoder.append(EventKind.phase, at(TASKS + 22), 0, 0, 0, 0, PhaseCode.ended);
  });
}

function shard(
  name: string,
  role: Role,
  capacity: number,
  fill: (encoder: ShardEncoder) => void,
): { name: string; bytes: Uint8Array } {
  const header = { role, process: 1, incarnation: 1, pid: PID, openedAt: nanoseconds(0) };
  return { name, bytes: encodeShard(header, capacity, fill) };
}
