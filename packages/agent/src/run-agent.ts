// An agent in a process of its own, forked by the orchestrator.
import type { ChildMessage, ChildPlan, ParentMessage } from "@fairhare/protocol";
import { Agent, CHILD_FAILED, type Profession } from "./agent.ts";
import { createHostTimers } from "./clock.ts";
import { LoadSampler } from "./load-sampler.ts";
import { openShardFile, ShardWriter } from "./shard-writer.ts";

/** Serves the parent until `stop`, or until the parent is gone; then the process exits. */
export function runAgent<Plan extends ChildPlan>(profession: Profession<Plan>): void {
  const clock = createHostTimers();
  const agent = new Agent(profession, {
    clock,
    random: Math.random,
    pid: process.pid,
    openShard: (path, header) => new ShardWriter(openShardFile(path), header),
    sampleLoad: (shard) => new LoadSampler(shard, clock),
    // The exit waits for the message; should the channel be gone already, `disconnect` ends us.
    tell: (message: ChildMessage, sent) => void process.send?.(message, () => sent?.()),
    exit: (code) => process.exit(code),
  });
  const fail = (error: unknown): void => agent.fail(error);

  // Ctrl-C reaches the whole foreground group; when to stop is the orchestrator's decision.
  process.on("SIGINT", () => undefined);
  process.on("SIGHUP", () => undefined);
  // The parent has died, by whatever means: there is nobody left to work for.
  process.on("disconnect", () => process.exit(CHILD_FAILED));
  process.on("SIGTERM", () => void agent.stop());
  process.on("message", (message: ParentMessage) => agent.receive(message));
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
}
