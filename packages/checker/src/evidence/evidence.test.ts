import { Role } from "@fairhare/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NamedShard } from "../history/open-shards.ts";
import { type History, history } from "../testing/history.ts";
import type { Damage } from "../testing/write-shards.ts";
import { check } from "../testing/settings.ts";
import { boundGaps } from "./evidence.ts";

/** Two workers; the second one is killed after its work and not replaced. The orchestrator saw all processes end. */
const complete = (): History =>
  history()
    .phase("publishing", 0)
    .producer(1)
    .published(1, 0)
    .published(2, 1)
    .published(3, 2)
    .closed(3)
    .spawned(1, 0, 1, Role.producer)
    .spawned(1, 0)
    .spawned(2, 0)
    .worker(1)
    .worked(1, 5, 10)
    .worked(3, 10, 15)
    .worker(2)
    .worked(2, 5, 12)
    .sampled(1, 1, 50)
    .phase("drained", 100)
    .killed(2, 60)
    .exited(1, 110)
    .exited(1, 110, { role: Role.producer });

const of = (shards: readonly NamedShard[]) => check(complete(), {}, { shards }).result;
const damaged = (damage: Damage) => of(complete().shards(damage));
const withBytes = (name: string, change: (bytes: Uint8Array) => Uint8Array) =>
  of(INTACT.map((shard) => (shard.name === name ? { name, bytes: change(shard.bytes) } : shard)));
/** With automatic acknowledgement, a torn shard of worker 2, and these additional tasks. */
function tornVerdict(...tasks: readonly number[]) {
  const run = complete().producer(1);
  for (const task of tasks) run.published(task, task);
  return check(run, { ack: "auto" }, { shards: run.shards({ tear: { "worker-2.1": 5 } }) }).result.verdict;
}

/** The tests of `protocol` try every bit. */
const RUNS = 100;
const INTACT = complete().shards();
const ALL = INTACT.map(({ name }) => name);

const RECORD = 32;
const HEADER = 64;
const lengthOf = (name: string): number => INTACT.find((shard) => shard.name === name)?.bytes.byteLength ?? 0;
/** The last write of a killed process may have no seal, so only changes before it are always detected. */
const endOf = (name: string): number => lengthOf(name) - (name.startsWith("worker-2.1") ? 2 * RECORD : 0);

it("a run with complete evidence passes; a killed worker may leave its shard open", () => {
  const { verdict, evidence } = of(complete().shards());
  expect({ verdict, evidence }).toEqual({ verdict: "pass", evidence: { complete: true, gaps: [] } });
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

describe("a shard that is missing or belongs to another process", () => {
  it.each(ALL)("makes the verdict unknown: %s is missing", (name) => {
    const { verdict, evidence } = of(
      complete()
        .shards()
        .filter((shard) => shard.name !== name),
    );
    expect(verdict).toBe("unknown");
    expect(evidence.gaps.join("\n")).toMatch(
      name.startsWith("orchestrator") ? /orchestrator's shard is missing/ : name,
    );
  });

  it("is not a gap if its process never opened it", () => {
    const run = complete().spawned(2, 20, 2).killed(2, 30, 2);
    expect(check(run).result.verdict).toBe("pass");
  });

  it("is not a gap if its process was killed while it opened it, before any work", () => {
    const run = complete().spawned(2, 20, 2).killed(2, 30, 2);
    const shards = [...run.shards(), { name: "worker-2.2.shard", bytes: new Uint8Array(0) }];
    const { verdict, warnings } = check(run, {}, { shards }).result;
    expect(verdict).toBe("pass");
    expect(warnings.join("\n")).toContain("worker-2.2.shard has no header");
  });

  it("is not counted if the orchestrator did not start its process", () => {
    const stranger = history()
      .worker(7)
      .worked(1, 20, 25)
      .shards()
      .filter(({ name }) => name.startsWith("worker"));
    const { verdict, ledger, evidence } = of([...complete().shards(), ...stranger]);
    expect([verdict, ledger.duplicated]).toEqual(["unknown", 0]);
    expect(evidence.gaps).toEqual([
      "The shard worker-7.1.shard was written by a process that this run did not start; it was not counted.",
    ]);
  });

  it("is not counted if it is a copy of another process's shard under a new name", () => {
    const copied = INTACT.find(({ name }) => name === "worker-1.1.shard");
    const { verdict, ledger, evidence } = of([
      ...complete().shards(),
      { name: "worker-3.1.shard", bytes: copied?.bytes ?? new Uint8Array(0) },
    ]);
    expect([verdict, ledger.duplicated]).toEqual(["unknown", 0]);
    expect(evidence.gaps).toEqual([
      "The shard worker-3.1.shard belongs to another process: its header names worker 1, incarnation 1.",
    ]);
  });

  it("is a gap if the file is not a valid shard", () => {
    const { verdict, evidence } = of([
      ...complete().shards(),
      { name: "worker-3.1.shard", bytes: new Uint8Array(96).fill(7) },
    ]);
    expect(verdict).toBe("unknown");
    expect(evidence.gaps.join()).toContain("worker-3.1.shard does not begin with the magic number of a shard");
  });

  it("makes the verdict unknown if it is the shard of the dead-letter queue", () => {
    const run = complete().deadLetterQueue();
    const gapsOf = (deadLetter: boolean, without: string[]) =>
      check(run, { deadLetter }, { shards: run.shards({ without }) }).result.evidence.gaps;
    expect(gapsOf(true, [])).toEqual([]);
    expect(gapsOf(true, ["dead-letters-1.1"])).toEqual(["The shard of the dead-letter queue is missing."]);
    expect(gapsOf(false, []).join()).toContain("this trial has no dead-letter queue");
  });
});

describe("a shard that was cut, emptied, overwritten or extended", () => {
  it.each(ALL)("%s, cut at any record boundary, makes the verdict unknown", (name) => {
    for (let length = HEADER; length < lengthOf(name); length += RECORD) {
      const { verdict, evidence } = withBytes(name, (bytes) => bytes.slice(0, length));
      expect([length, verdict, evidence.gaps.length > 0]).toEqual([length, "unknown", true]);
    }
  });

  it("has one warning if it was emptied", () => {
    const { warnings } = withBytes("worker-1.1.shard", () => new Uint8Array(0));
    expect(warnings.filter((warning) => warning.includes("worker-1.1.shard"))).toEqual([
      `The shard worker-1.1.shard is missing or empty; it had ${lengthOf("worker-1.1.shard")} bytes when its process ended.`,
    ]);
  });

  it.each(ALL)("%s, emptied or with a zeroed record, makes the verdict unknown", (name) => {
    expect(withBytes(name, () => new Uint8Array(0)).verdict).toBe("unknown");
    for (let from = HEADER; from < lengthOf(name); from += RECORD)
      expect(withBytes(name, (bytes) => bytes.slice().fill(0, from, from + RECORD)).verdict).toBe("unknown");
  });

  it.each(ALL)("%s, with added or removed records, makes the verdict unknown", (name) => {
    expect(withBytes(name, (bytes) => new Uint8Array([...bytes, ...bytes.slice(-RECORD)])).verdict).toBe("unknown");
    for (let from = HEADER; from < lengthOf(name); from += RECORD) {
      const cut = (bytes: Uint8Array) => new Uint8Array([...bytes.slice(0, from), ...bytes.slice(from + RECORD)]);
      expect(withBytes(name, cut).verdict).toBe("unknown");
    }
  });

  it("with random changed bytes makes the verdict unknown and never stops the check", () => {
    const damage = fc
      .constantFrom(...ALL)
      .chain((name) =>
        fc.tuple(fc.constant(name), fc.nat(endOf(name) - 1), fc.uint8Array({ minLength: 1, maxLength: 80 })),
      );
    fc.assert(
      fc.property(damage, ([name, place, noise]) => {
        const { verdict } = withBytes(name, (bytes) => {
          const changed = bytes.slice();
          for (const [index, mask] of noise.entries()) {
            const at = place + index;
            // At least one bit of the first byte.
            if (at < endOf(name)) changed[at] = (changed[at] ?? 0) ^ (index === 0 ? mask | 1 : mask);
          }
          return changed;
        });
        expect(verdict).toBe("unknown");
      }),
      { seed: 6, numRuns: RUNS },
    );
  });

  it("with one changed bit anywhere makes the verdict unknown", () => {
    const bit = fc.constantFrom(...ALL).chain((name) => fc.tuple(fc.constant(name), fc.nat(lengthOf(name) * 8 - 1)));
    fc.assert(
      fc.property(bit, ([name, place]) => {
        const { verdict } = withBytes(name, (bytes) => {
          const changed = bytes.slice();
          changed[place >> 3] = (changed[place >> 3] ?? 0) ^ (1 << (place & 7));
          return changed;
        });
        expect(verdict).toBe("unknown");
      }),
      { seed: 6, numRuns: RUNS },
    );
  });
});

describe("an orchestrator that did not record the end", () => {
  it("of the run makes the verdict unknown: its shard has no closing record", () => {
    const { verdict, evidence } = damaged({ unclosed: ["orchestrator-1.1"] });
    expect(verdict).toBe("unknown");
    expect(evidence.gaps).toEqual([
      "The orchestrator's shard has no closing record: Fairhare ended before the run did.",
    ]);
  });

  it("of a process makes the verdict unknown unless its shard is closed", () => {
    const run = history().phase("publishing", 0).producer(1).published(1, 0).worker(1).worked(1, 5, 9);
    run.phase("drained", 20);
    expect(check(run).result.verdict).toBe("pass");
    const { verdict, evidence } = check(run, {}, { shards: run.shards({ unclosed: ["worker-1.1"] }) }).result;
    expect(verdict).toBe("unknown");
    expect(evidence.gaps.join()).toContain("did not see the process of worker-1.1.shard end");
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
