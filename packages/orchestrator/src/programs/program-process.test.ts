import type { ShardWriter } from "@fairhare/child";
import { deferred, nanoseconds, type Timers } from "@fairhare/core";
import type { ChildMessage, ChildPlan } from "@fairhare/protocol";
import type { Tap, TapEvents, WireFacts } from "@fairhare/tap";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { describe, expect, it } from "vitest";
import type { ChildEnd } from "@fairhare/places";
import { ProgramOutput } from "./program-output.ts";
import { ProgramProcess } from "./program-process.ts";
import type { ProgramEnd } from "./start-program.ts";
import type { ProgramStart } from "./program-command.ts";

const PLAN: ChildPlan = {
  role: "worker",
  uri: "amqp://broker",
  firstUri: 0,
  queue: "q",
  queueExpiresMs: 0,
  runTag: null,
  settings: {
    ...BASE_SETTINGS,
    workerCommand: "python3 w.py",
    graceMs: 3_000,
    donePattern: "Done",
    leftToProgram: ["ack"],
  },
  shardFile: "worker-1.1.shard",
  process: 1,
  incarnation: 1,
  isLate: false,
  clockOffsetNs: 0,
  slots: [1],
};

/** Timers that are fired by hand. */
class FakeClock implements Timers {
  readonly waiting = new Map<() => void, number>();
  now = () => nanoseconds(7);
  soon = (act: () => void) => act();
  after = (milliseconds: number, act: () => void) => {
    this.waiting.set(act, milliseconds);
    return () => void this.waiting.delete(act);
  };
  fire(milliseconds: number): void {
    for (const [act, after] of this.waiting) if (after <= milliseconds) act();
  }
}

class FakeTap implements Tap {
  readonly uri = "amqp://tap";
  readonly line = { isRefusing: false, impose: () => undefined, cut: () => undefined };
  readonly facts = { connections: 0, consumers: 0, gets: 0, emptyGets: 0, cancelledByClient: 0 } as WireFacts;
  events: TapEvents = {};
  readonly done: number[] = [];
  readonly closed: boolean[] = [];
  begin(_shard: ShardWriter, events: TapEvents = {}): void {
    this.events = events;
  }
  reportDone(at: number): void {
    this.done.push(at);
  }
  async processEnded({ isClean }: { readonly isClean: boolean }): Promise<void> {
    this.closed.push(isClean);
  }
  async [Symbol.asyncDispose](): Promise<void> {}
}

async function launch(plan: ChildPlan = PLAN) {
  const clock = new FakeClock();
  const tap = new FakeTap();
  const signals: string[] = [];
  const told: string[] = [];
  const said: ChildMessage["type"][] = [];
  const ends: ChildEnd[] = [];
  const end = deferred<ProgramEnd>();
  let started: ProgramStart | undefined;
  let printed: ((text: string) => void) | undefined;
  const process = new ProgramProcess(
    {
      host: { clock, pid: 10, openShard: () => ({}) as ShardWriter },
      start: (start, output) => {
        started = start;
        const stream = output.stream();
        printed = (text) => stream.take(Buffer.from(text));
        return { group: 77, ended: end.promise, signal: (signal) => void signals.push(signal) };
      },
      tapOf: async () => tap,
      guard: {
        environment: { MARK: "1" },
        started: (group) => void told.push(`+${group}`),
        ended: (group) => void told.push(`-${group}`),
      },
      outputOf: (_, onLine) => new ProgramOutput(() => undefined, onLine),
      onStart: () => void told.push("start"),
      onTerminate: () => void told.push("terminate"),
      onGraceUsed: () => void told.push("grace used"),
      onProblem: (_, problem) => void told.push(problem),
    },
    { onMessage: ({ type }) => void said.push(type), onEnd: (ended) => void ends.push(ended) },
  );
  process.send({ type: "configure", plan });
  await settle();
  return {
    process,
    clock,
    tap,
    signals,
    told,
    said,
    ends,
    end,
    started: () => started,
    print: (text: string) => printed?.(text),
  };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("a program as a worker", () => {
  it("is ready when its tap listens, starts with its work, and consumes when the broker has registered its consumer", async () => {
    const { process, tap, said, told, started } = await launch();
    expect([said, started()]).toEqual([["ready"], undefined]);
    process.send({ type: "begin" });
    expect(started()).toMatchObject({ file: "python3", environment: { AMQP_URL: "amqp://tap", MARK: "1" } });
    expect([told, process.signalTarget]).toEqual([["start", "+77"], -77]);
    expect(said).toEqual(["ready"]);
    tap.events.onConsuming?.();
    expect(said).toEqual(["ready", "consuming"]);
  });

  it("is asked to end once, and its grace ends with it", async () => {
    const { process, clock, signals, said, ends, end, tap, told } = await launch();
    process.send({ type: "begin" });
    process.send({ type: "cancelConsumers" });
    process.send({ type: "stop" });
    expect([signals, [...clock.waiting.values()]]).toEqual([["SIGTERM"], [3_000]]);
    end.resolve({ exitCode: null, signal: "SIGTERM" });
    await settle();
    expect(said.at(-1)).toBe("consumersCancelled");
    expect(ends).toEqual([{ exitCode: null, signal: "SIGTERM", isGraceful: true, reason: undefined }]);
    expect([clock.waiting.size, tap.closed, told]).toEqual([0, [false], ["start", "+77", "terminate", "-77"]]);
  });

  it("is killed after its grace, and that is reported", async () => {
    const { process, clock, signals, told } = await launch();
    process.send({ type: "begin" });
    process.kill("SIGTERM");
    clock.fire(2_999);
    expect(signals).toEqual(["SIGTERM"]);
    clock.fire(3_000);
    expect([signals, told.at(-1)]).toEqual([["SIGTERM", "SIGKILL"], "grace used"]);
  });

  it("that ends by itself has a reason: its command, its exit code and its last lines", async () => {
    const { process, ends, end, print } = await launch();
    process.send({ type: "begin" });
    print("Traceback\n  line 3\nKeyError: 'x'\n");
    end.resolve({ exitCode: 1, signal: null });
    await settle();
    expect(ends).toEqual([
      {
        exitCode: 1,
        signal: null,
        isGraceful: false,
        reason:
          "the command python3 w.py exited with code 1. Its output ended with: Traceback | line 3 | KeyError: 'x'.",
      },
    ]);
  });

  it("that cannot be started says why", async () => {
    const { process, ends, end } = await launch();
    process.send({ type: "begin" });
    end.resolve({ exitCode: null, signal: null, problem: '"python3" was not found.' });
    await settle();
    expect(ends[0]?.reason).toBe('the command python3 w.py did not start: "python3" was not found.');
  });

  it("that a fault killed has no reason", async () => {
    const { process, signals, ends, end } = await launch();
    process.send({ type: "begin" });
    process.kill("SIGKILL");
    end.resolve({ exitCode: null, signal: "SIGKILL" });
    await settle();
    expect([signals, ends[0]?.reason]).toEqual([["SIGKILL"], undefined]);
  });

  it("that never began ends at once", async () => {
    const { process, ends, said } = await launch();
    process.send({ type: "stop" });
    await settle();
    expect([ends.map(({ exitCode }) => exitCode), said]).toEqual([[0], ["ready", "consumersCancelled"]]);
  });

  it("completes a task with each line that matches the pattern", async () => {
    const { process, tap, print } = await launch();
    process.send({ type: "begin" });
    print(" [x] Received\n [x] Done\n [x] Do");
    print("ne\n");
    expect(tap.done).toEqual([7, 7]);
  });

  it("that does not consume says what it does instead", async () => {
    const { process, tap, print } = await launch();
    process.send({ type: "begin" });
    expect(process.detail).toBe(" (python3 w.py). It did not connect to the address in AMQP_URL. It printed nothing.");
    print("Waiting\n");
    tap.facts.connections = 1;
    expect(process.detail).toMatch(
      /It connected to the broker, and did not consume .* Its output ended with: Waiting\.$/,
    );
  });
});

describe("a program as a producer", () => {
  const producer: ChildPlan = {
    ...PLAN,
    role: "producer",
    settings: { ...PLAN.settings, producerCommand: "python3 p.py" },
    alreadyAttempted: 0,
    epoch: null,
  };

  it("has finished when it ends with exit code 0", async () => {
    const { process, said, ends, end, tap } = await launch(producer);
    process.send({ type: "begin" });
    end.resolve({ exitCode: 0, signal: null });
    await settle();
    expect([tap.closed, said.includes("finished"), ends[0]?.reason]).toEqual([[true], true, undefined]);
  });

  it("has not finished with another exit code", async () => {
    const { process, said, ends, end } = await launch(producer);
    process.send({ type: "begin" });
    end.resolve({ exitCode: 2, signal: null });
    await settle();
    expect(said).not.toContain("finished");
    expect(ends[0]?.reason).toMatch(/exited with code 2/);
  });
});
