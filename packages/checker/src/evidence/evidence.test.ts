import { describe, expect, it } from "vitest";
import { Role } from "@fairhare/protocol";
import { history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";

const complete = () =>
  history()
    .phase("publishing", 0)
    .producer(1)
    .published(1, 0)
    .published(2, 1)
    .closed(3)
    .worker(1)
    .worked(1, 5, 10)
    .worker(2)
    .worked(2, 5, 12)
    .phase("drained", 100);

describe("a torn tail", () => {
  it("is counted and named, and does not spoil a run in which nothing is missing", () => {
    const shards = complete()
      .sampled(1, 1, 60)
      .shards({ tear: { "worker-2.1": 5 } });
    const { result } = check(complete(), {}, { shards });
    expect(result.verdict).toBe("pass");
    expect(result.warnings.join("\n")).toContain("worker-2.1.shard ends in a torn record of 27 bytes");
  });

  it("of a worker does not excuse a loss, because a record is written before its ack leaves", () => {
    const shards = complete().shards({ tear: { "worker-2.1": 5 } });
    const { result } = check(complete(), {}, { shards });
    expect(result.ledger.lost).toBe(1);
    expect(result.verdict).toBe("fail");
  });

  it("of a worker may explain as many losses as there are tails under automatic acknowledgement", () => {
    const shards = complete().shards({ tear: { "worker-2.1": 5 } });
    expect(check(complete(), { ack: "auto" }, { shards }).result.verdict).toBe("unknown");
    const more = complete()
      .producer(1)
      .published(3, 2)
      .shards({ tear: { "worker-2.1": 5 } });
    expect(check(complete(), { ack: "auto" }, { shards: more }).result.verdict).toBe("fail");
  });
});

describe("a shard that cannot be read", () => {
  const garbage = { name: "worker-3.1.shard", bytes: new Uint8Array(96).fill(7) };
  const empty = { name: "worker-3.1.shard", bytes: new Uint8Array(0) };

  it("leaves the verdict open and says why", () => {
    const { result } = check(complete(), {}, { shards: [...complete().shards(), garbage] });
    expect(result.verdict).toBe("unknown");
    expect(result.warnings.join("\n")).toContain("worker-3.1.shard does not begin with a shard's magic number");
    expect(result.ledger.completed).toBe(2);
  });

  it("does not matter when it is empty: its process had not done anything yet", () => {
    const { result } = check(complete(), {}, { shards: [...complete().shards(), empty] });
    expect(result.verdict).toBe("pass");
    expect(result.warnings.join("\n")).toContain("worker-3.1.shard holds no header");
  });

  it("is read at any alignment", () => {
    const shards = complete()
      .shards()
      .map(({ name, bytes }) => {
        const shifted = new Uint8Array(bytes.byteLength + 1);
        shifted.set(bytes, 1);
        return { name, bytes: shifted.subarray(1) };
      });
    expect(check(complete(), {}, { shards }).result.verdict).toBe("pass");
  });
});

const spawned = () => complete().spawned(1, 0).spawned(2, 0).spawned(1, 0, 1, Role.producer);

describe("a process without a shard", () => {
  it("leaves the verdict open when its completions may be what is missing", () => {
    const { result } = check(spawned(), {}, { shards: spawned().shards({ without: ["worker-2.1"] }) });
    expect(result.ledger.lost).toBe(1);
    expect(result.verdict).toBe("unknown");
    expect(result.warnings.join("\n")).toContain("1 process was started of which there is no history");
  });

  it("leaves the verdict open when it is a producer", () => {
    const shards = spawned().shards({ without: ["producer-1.1"] });
    expect(check(spawned(), {}, { shards }).result.verdict).toBe("unknown");
  });

  it("does not matter when it is a worker and nothing is missing", () => {
    expect(check(spawned().spawned(2, 20, 2)).result.verdict).toBe("pass");
  });
});

describe("records that do not belong", () => {
  it("are counted, not believed", () => {
    const run = complete().producer(1).confirmed(99, 5).worker(1, { slot: 40 }).worked(1, 20, 30);
    const { result } = check(run);
    expect(result.workers).toHaveLength(2);
    expect(result.warnings.join("\n")).toContain("4 records name a kind, slot or task that does not belong");
  });
});
