import { describe, expect, it } from "vitest";
import type { FaultResult, RunResult } from "@fairhare/results";
import { buildTrial, editRun } from "../testing/results-builder.ts";
import { fleetPhrases } from "./fleet-words.ts";

const recovery: FaultResult["recovery"] = {
  timeToRedeliveryMs: null,
  lastRedeliveryMs: null,
  redelivered: null,
  timeToLeaderMs: null,
  publishGapMs: null,
  consumeGapMs: null,
  lossWindowMs: null,
  dipRatio: null,
  catchUpMs: null,
  blockedMs: null,
};

type About = Partial<Pick<FaultResult, "healedAtMs" | "endedAtMs" | "replacedAtMs">>;
const fault = (kind: string, target: string, atMs: number, about: About = {}): FaultResult => ({
  kind,
  target,
  atMs,
  healedAtMs: null,
  nodes: [],
  leader: null,
  endedAtMs: null,
  replacedAtMs: null,
  ...about,
  recovery,
});

/** Phrases of a run of four workers with these faults; `died` has the end of the last process by slot. */
function told(faults: readonly FaultResult[], died: Readonly<Record<number, number>> = {}, workersPerProcess = 1) {
  const [run] = buildTrial({ tasks: 40 }).runs;
  if (!run) throw new Error("no run");
  const workers: RunResult["workers"] = run.workers.map((worker) => ({
    ...worker,
    diedAtMs: died[worker.slot] ?? null,
  }));
  return fleetPhrases({ ...editRun(run, { faults: [...faults] }), workers }, { workers: 4, workersPerProcess });
}

const killed = (atMs: number, target = "worker 2") =>
  fault("kill", target, atMs, {
    healedAtMs: atMs + 300,
    endedAtMs: atMs + 1,
    replacedAtMs: atMs + 200,
  });

describe("the words for faults on the fleet", () => {
  it("are empty without a fault", () => {
    expect(told([])).toEqual([]);
  });

  it("have the number of all kills of a process", () => {
    expect(told([killed(2_000)])).toEqual(["worker 2 was killed by SIGKILL at 2.00 s and replaced"]);
    expect(told(Array.from({ length: 17 }, (_, index) => killed(2_000 + 500 * index)))).toEqual([
      "worker 2 was killed by SIGKILL 17 times, first at 2.00 s, and replaced each time",
    ]);
  });

  it("say when a process was not replaced after the last of several kills", () => {
    const last = fault("kill", "worker 2", 4_000, { endedAtMs: 4_001 });
    expect(told([killed(2_000), killed(3_000), last], { 2: 4_001 })).toEqual([
      "worker 2 was killed by SIGKILL 3 times, first at 2.00 s, and replaced 2 times",
    ]);
  });

  it("have the time of a graceful shutdown, and the time when the worker ended", () => {
    expect(told([fault("quit", "worker 1", 5_000, { endedAtMs: 20_000 })], { 1: 20_000 })).toEqual([
      "worker 1 was shut down by SIGTERM at 5.00 s, ended at 20.0 s and was not replaced",
    ]);
    expect(told([fault("quit", "worker 1", 5_000, { endedAtMs: 20_000, replacedAtMs: 20_100 })])).toEqual([
      "worker 1 was shut down by SIGTERM at 5.00 s, ended at 20.0 s and was replaced",
    ]);
    expect(told([fault("quit", "worker 1", 5_000, { endedAtMs: 5_010, replacedAtMs: 5_100 })])).toEqual([
      "worker 1 was shut down by SIGTERM at 5.00 s and replaced",
    ]);
  });

  it("leave the end open for a worker that was still busy at the end of the run", () => {
    expect(told([fault("quit", "worker 1", 5_000)])).toEqual(["worker 1 was shut down by SIGTERM at 5.00 s"]);
  });

  it("describe producers like workers", () => {
    expect(told([fault("quit", "producer 1", 2_000, { endedAtMs: 2_010, replacedAtMs: 2_050 })])).toEqual([
      "producer 1 was shut down by SIGTERM at 2.00 s and replaced",
    ]);
    expect(told([killed(2_000, "producer 1"), killed(4_000, "producer 1")])).toEqual([
      "producer 1 was killed by SIGKILL 2 times, first at 2.00 s, and replaced each time",
    ]);
  });

  it("give the length of a freeze", () => {
    const stop = (atMs: number) => fault("stop", "worker 3", atMs, { healedAtMs: atMs + 2_000 });
    expect(told([stop(1_000)])).toEqual(["worker 3 was frozen by SIGSTOP at 1.00 s for 2.00 s"]);
    expect(told([stop(1_000), stop(5_000)])).toEqual([
      "worker 3 was frozen by SIGSTOP 2 times, first at 1.00 s, for 4.00 s in all",
    ]);
    expect(told([fault("stop", "worker 3", 1_000)])).toEqual(["worker 3 was frozen by SIGSTOP at 1.00 s, to the end"]);
  });

  it("name a process with several workers, and do not report its workers as dead again", () => {
    const kill = fault("kill", "worker process 2", 1_000, { endedAtMs: 1_001 });
    expect(told([kill], { 3: 1_001, 4: 1_001 }, 2)).toEqual([
      "worker process 2 was killed by SIGKILL at 1.00 s and not replaced",
    ]);
  });

  it("name a worker that died by itself", () => {
    expect(told([killed(1_000, "worker 1")], { 2: 3_000 })).toEqual([
      "worker 1 was killed by SIGKILL at 1.00 s and replaced",
      "worker 2 died at 3.00 s and was not replaced",
    ]);
  });

  it("count processes when there are too many to name", () => {
    const faults = [1, 2, 3, 4].flatMap((slot) => [
      killed(1_000 * slot, `worker ${slot}`),
      killed(9_000, `worker ${slot}`),
    ]);
    expect(told(faults)).toEqual(["4 workers were killed by SIGKILL (8 times in all and each time replaced)"]);
  });

  it("relate a fault without a named target to the death at that time", () => {
    expect(told([fault("kill", "worker", 1_000)], { 4: 1_002 })).toEqual([
      "worker 4 was killed by SIGKILL at 1.00 s and not replaced",
    ]);
  });

  it("use the slot where the results have no end of the process", () => {
    expect(told([fault("kill", "worker 2", 1_000)], { 2: 1_002 })).toEqual([
      "worker 2 was killed by SIGKILL at 1.00 s and not replaced",
    ]);
  });
});
