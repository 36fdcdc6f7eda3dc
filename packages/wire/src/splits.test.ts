// Property tests of the reader: how the bytes are split changes nothing, and no garbage makes it throw, hang or report
// anything after its failure. FAIRHARE_FUZZ_RUNS sets the number of streams; `npm run fuzz:wire` reads 10,000.
import * as fc from "fast-check";
import { createRandom, type Random } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { randomConversation } from "./testing/conversations.ts";
import { eventsOf } from "./testing/recorder.ts";
import { merged, type Segment } from "./testing/segments.ts";

const RUNS = Number(process.env["FAIRHARE_FUZZ_RUNS"] ?? 100);
const TIMEOUT_MS = 10_000 + RUNS * 150;

/** Cuts at random places: from single bytes to chunks of many frames. */
function randomCut(seed: number): (bytes: Uint8Array) => Uint8Array[] {
  const random = createRandom(seed);
  const most = [1, 3, 9, 40, 600, 20_000][random.below(6)] ?? 1;
  return (bytes) => {
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < bytes.length;) {
      const end = Math.min(bytes.length, at + 1 + random.below(most));
      chunks.push(bytes.subarray(at, end));
      at = end;
    }
    return chunks;
  };
}

const seed = fc.integer({ min: 1, max: 2 ** 31 });

describe("a reader", () => {
  it("reports the same events for any split of any stream", { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(seed, seed, (stream, split) => {
        const segments = randomConversation(stream);
        const whole = eventsOf(segments);
        expect(whole.filter((line) => line.startsWith("failed"))).toEqual([]);
        expect(eventsOf(merged(segments))).toEqual(whole);
        expect(eventsOf(merged(segments), randomCut(split))).toEqual(whole);
      }),
      { seed: 1, numRuns: RUNS },
    );
  });

  it("ends with one problem in garbage, at the same place for any split", { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(seed, seed, (stream, damage) => {
        const segments = damaged(randomConversation(stream, 20), createRandom(damage));
        const whole = eventsOf(segments);
        const failed = whole.findIndex((line) => line.startsWith("failed"));
        expect([-1, whole.length - 1]).toContain(failed);
        expect(eventsOf(segments, randomCut(damage))).toEqual(whole);
      }),
      { seed: 2, numRuns: RUNS },
    );
  });

  it("survives bytes that were never AMQP", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (client, broker) => {
        const lines = eventsOf([
          { from: "client", bytes: client },
          { from: "broker", bytes: broker },
        ]);
        expect(lines.filter((line) => line.startsWith("failed")).length).toBeLessThanOrEqual(1);
      }),
      { seed: 3, numRuns: RUNS },
    );
  });
});

/** One segment with bytes that are changed, removed or inserted. */
function damaged(segments: readonly Segment[], random: Random): Segment[] {
  const below = (limit: number): number => random.below(limit);
  const index = below(segments.length);
  return segments.map((segment, at) => {
    if (at !== index) return segment;
    const bytes = [...segment.bytes];
    const place = below(bytes.length);
    const noise = Array.from({ length: 1 + below(20) }, () => below(256));
    const kind = below(3);
    if (kind === 0) bytes[place] = below(256);
    else if (kind === 1) bytes.splice(place, 1 + below(8));
    else bytes.splice(place, 0, ...noise);
    return { from: segment.from, bytes: Uint8Array.from(bytes) };
  });
}
