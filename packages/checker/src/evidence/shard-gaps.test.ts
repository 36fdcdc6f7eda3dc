import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MemoryShard } from "../history/open-shards.ts";
import { complete } from "../testing/complete-run.ts";
import { history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";

const of = (shards: readonly MemoryShard[]) => check(complete(), {}, { shards }).result;
const withBytes = (name: string, change: (bytes: Uint8Array) => Uint8Array) =>
  of(INTACT.map((shard) => (shard.name === name ? { name, bytes: change(shard.bytes) } : shard)));
/** The tests of `protocol` try every bit. */
const RUNS = 100;
const INTACT = complete().shards();
const ALL = INTACT.map(({ name }) => name);

const RECORD = 32;
const HEADER = 64;
const lengthOf = (name: string): number => INTACT.find((shard) => shard.name === name)?.bytes.byteLength ?? 0;
/** The last write of a killed process may have no seal, so only changes before it are always detected. */
const endOf = (name: string): number => lengthOf(name) - (name.startsWith("worker-2.1") ? 2 * RECORD : 0);

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
    const { verdict, evidence } = of(complete().shards({ unclosed: ["orchestrator-1.1"] }));
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
