// Runs a command loop in a real process that the orchestrator has forked.
import type { ChildMessage, ChildPlan, ParentMessage } from "@fairhare/protocol";
import { CommandLoop, CHILD_FAILED, type Profession } from "./command-loop.ts";
import { createHostTimers } from "./clock.ts";
import { LoadSampler, type Traffic } from "./load-sampler.ts";
import { openShardFile, ShardWriter } from "./shard-writer.ts";

/**
 * Serves the orchestrator until `stop`, or until the orchestrator's process ends; then this process exits. `traffic`: of the
 * connections that the profession opens.
 */
export function runChild<Plan extends ChildPlan>(profession: Profession<Plan>, traffic: Traffic): void {
  const clock = createHostTimers();
  const loop = new CommandLoop(profession, {
    clock,
    random: Math.random,
    pid: process.pid,
    openShard: (path, header) => new ShardWriter(openShardFile(path), header),
    sampleLoad: (shard, shifted) => new LoadSampler(shard, shifted, traffic),
    // The exit waits until the message is sent; if the channel is already closed, `disconnect` ends the process.
    tell: (message: ChildMessage, sent) => void process.send?.(message, () => sent?.()),
    exit: (code) => process.exit(code),
  });
  const fail = (error: unknown): void => loop.fail(error);

  // Ctrl-C reaches the whole foreground process group, but the orchestrator decides when to stop.
  process.on("SIGINT", () => undefined);
  process.on("SIGHUP", () => undefined);
  // The orchestrator has ended, so the history of this process would never be read.
  process.on("disconnect", () => process.exit(CHILD_FAILED));
  process.on("SIGTERM", () => void loop.stop());
  process.on("message", (message: ParentMessage) => loop.receive(message));
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
}
