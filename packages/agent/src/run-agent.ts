// The life of a child process: configured once, begun, stopped; or its parent is gone. A producer or a
// worker is a Duty that this loop drives.
import { type Clock, messageOf } from "@fairhare/core";
import { type ChildMessage, type ChildPlan, type ParentMessage, Role } from "@fairhare/protocol";
import { createHostClock } from "./clock.ts";
import { LoadSampler } from "./load-sampler.ts";
import { openShardFile } from "./shard-sink.ts";
import { ShardWriter } from "./shard-writer.ts";

/** What a child is there for. Each method may reject: the child then says `failed` and exits. */
export interface Duty {
  /** Publish, or subscribe; resolves when that is done. */
  begin(): Promise<void>;
  /** What to tell the orchestrator when `begin` has resolved. */
  readonly begun: "finished" | "consuming";
  /** Take nothing new; resolves when nothing new can come. */
  cease(): Promise<void>;
  /** Finish what is in hand and close the connection. */
  stop(): Promise<void>;
}

export interface Surroundings {
  readonly shard: ShardWriter;
  readonly clock: Clock;
  /** For a failure outside of `begin` and `stop`, such as a connection that breaks in mid-run. */
  readonly fail: (message: string) => void;
}

/** Exit codes of children; the orchestrator records them and turns them into sentences. */
const CHILD_FAILED = 1;

/**
 * Serves the parent until `stop` or until the parent is gone. Never resolves: the process exits.
 * `take` connects and returns the duty.
 */
export function runAgent<Plan extends ChildPlan>(
  isPlan: (plan: ChildPlan) => plan is Plan,
  take: (plan: Plan, surroundings: Surroundings) => Promise<Duty>,
): void {
  const clock = createHostClock();
  let shard: ShardWriter | undefined;
  let sampler: LoadSampler | undefined;
  let duty: Duty | undefined;

  // Ctrl-C reaches the whole foreground group; when to stop is the orchestrator's decision.
  process.on("SIGINT", () => undefined);
  process.on("SIGHUP", () => undefined);
  // The parent has died, by whatever means: there is nobody left to work for.
  process.on("disconnect", () => process.exit(CHILD_FAILED));
  process.on("SIGTERM", () => void stop());
  process.on("message", (message: ParentMessage) => void serve(message).catch(fail));
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);

  async function serve(message: ParentMessage): Promise<void> {
    switch (message.type) {
      case "configure": {
        const { plan } = message;
        if (!isPlan(plan)) throw new Error(`this process cannot be a ${plan.role}`);
        const role = plan.role === "producer" ? Role.producer : Role.worker;
        const { process: number, incarnation } = plan;
        shard = new ShardWriter(openShardFile(plan.shardFile), {
          role,
          process: number,
          incarnation,
          pid: process.pid,
          openedAt: clock.now(),
        });
        sampler = new LoadSampler(shard, clock);
        duty = await take(plan, { shard, clock, fail: (text) => fail(new Error(text)) });
        tell({ type: "ready" });
        return;
      }
      case "begin":
        if (duty === undefined) throw new Error("told to begin before it was ready");
        await duty.begin();
        tell({ type: duty.begun });
        return;
      case "cease":
        await duty?.cease();
        tell({ type: "ceased" });
        return;
      case "stop":
        await stop();
    }
  }

  async function stop(): Promise<void> {
    try {
      await duty?.stop();
      sampler?.[Symbol.dispose]();
      shard?.[Symbol.dispose]();
      process.exit(0);
    } catch (error) {
      fail(error);
    }
  }

  function fail(error: unknown): void {
    try {
      shard?.flush();
    } finally {
      // The exit waits for the message; should the channel be gone already, `disconnect` ends us.
      process.send?.({ type: "failed", message: messageOf(error) } satisfies ChildMessage, () =>
        process.exit(CHILD_FAILED),
      );
    }
  }
}

function tell(message: ChildMessage): void {
  process.send?.(message);
}
