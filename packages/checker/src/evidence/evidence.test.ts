import { describe, expect, it } from "vitest";
import type { MemoryShard } from "../history/open-shards.ts";
import { complete } from "../testing/complete-run.ts";
import { history } from "../testing/history.ts";
import type { Damage } from "../testing/write-shards.ts";
import { check } from "../testing/settings.ts";
import { boundGaps } from "./evidence.ts";

const of = (shards: readonly MemoryShard[]) => check(complete(), {}, { shards }).result;
const damaged = (damage: Damage) => of(complete().shards(damage));
/** With automatic acknowledgement, a torn shard of worker 2, and these additional tasks. */
function tornVerdict(...tasks: readonly number[]) {
  const run = complete().producer(1);
  for (const task of tasks) run.published(task, task);
  return check(run, { ack: "auto" }, { shards: run.shards({ tear: { "worker-2.1": 5 } }) }).result.verdict;
}

it("a run with complete evidence passes; a killed worker may leave its shard open", () => {
  const { verdict, evidence } = of(complete().shards());
  expect({ verdict, evidence }).toEqual({
    verdict: "pass",
    evidence: { complete: true, gaps: [], sources: { published: "own", delivered: "own", completed: "own" } },
  });
});

describe("a torn tail", () => {
  it("of a killed worker has a warning, and the run passes if no task is missing", () => {
    const { verdict, warnings } = damaged({ tear: { "worker-2.1": 5 } });
    expect(verdict).toBe("pass");
    expect(warnings.join("\n")).toContain("worker-2.1.shard ends in an incomplete record of 27 bytes");
  });

  it("of a killed worker does not explain a loss, because a record is written before its ack is sent", () => {
    const run = complete().producer(1).published(4, 3);
    const shards = run.shards({ tear: { "worker-2.1": 5 } });
    const { ledger, verdict } = check(run, {}, { shards }).result;
    expect([ledger.lost, verdict]).toEqual([1, "fail"]);
  });

  it("of a killed worker explains one loss per torn shard with automatic acknowledgement", () => {
    expect([tornVerdict(4), tornVerdict(4, 5)]).toEqual(["unknown", "fail"]);
  });

  it("of a process that was not killed makes the verdict unknown", () => {
    const { verdict, evidence } = damaged({ tear: { "worker-1.1": 5 } });
    expect(verdict).toBe("unknown");
    expect(evidence.gaps).toEqual([
      "The shard worker-1.1.shard has no closing record although its process shut down gracefully.",
    ]);
  });
});

describe("foreign records", () => {
  it("are counted in a warning and have no effect on the results", () => {
    const { workers, warnings } = check(
      complete().producer(1).confirmed(99, 5).worker(1, { slot: 40 }).worked(1, 20, 30),
    ).result;
    expect(workers).toHaveLength(2);
    expect(warnings.join("\n")).toContain("4 records name a kind, slot or task that does not belong");
  });
});

it("a shard can begin at any byte offset of its buffer", () => {
  const shards = complete()
    .shards()
    .map(({ name, bytes }) => {
      const shifted = new Uint8Array(bytes.byteLength + 1);
      shifted.set(bytes, 1);
      return { name, bytes: shifted.subarray(1) };
    });
  expect(of(shards).verdict).toBe("pass");
});

describe("a makespan below its lower bound", () => {
  it("makes the verdict unknown", () => {
    const run = history()
      .phase("publishing", 0)
      .producer(1)
      .published(1, 0, { costMs: 100 })
      .worker(1)
      .worked(1, 5, 50);
    const { verdict, evidence } = check(run.phase("drained", 90)).result;
    expect([verdict, ...evidence.gaps]).toEqual([
      "unknown",
      "The makespan of 50.0 ms is below its lower bound of 100 ms: the times in the history are wrong.",
    ]);
  });

  it("is tolerated within the rounding error, and impossible without work", () => {
    expect(boundGaps(99.1e6, 100e6, { work: "sleep" })).toEqual([]);
    expect(boundGaps(98.9e6, 100e6, { work: "sleep" })).toHaveLength(1);
    expect(boundGaps(9_989e6, 10_000e6, { work: "sleep" })).toHaveLength(1);
    expect(boundGaps(85e6, 100e6, { work: "cpu" })).toEqual([]);
    expect(boundGaps(null, 100e6, { work: "sleep" })).toEqual([]);
    expect(boundGaps(100e6, null, { work: "none" })).toEqual([]);
  });
});
