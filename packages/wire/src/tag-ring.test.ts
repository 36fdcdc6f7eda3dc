import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TagRing } from "./tag-ring.ts";

type Step = { readonly add: number } | { readonly take: number } | { readonly takeThrough: number };

/** Every tag that leaves, with its label, and the number of tags after every step. */
function takenFromRing(steps: readonly Step[]): string[] {
  const ring = new TagRing();
  const lines: string[] = [];
  let last = 0;
  for (const step of steps) {
    if ("add" in step) ring.add((last += step.add), last * 10);
    else if ("take" in step) lines.push(ring.take(step.take) ? `${step.take}: ${ring.label}` : "none");
    else
      for (let tag = ring.takeLowest(step.takeThrough); tag !== 0; tag = ring.takeLowest(step.takeThrough))
        lines.push(`${tag}: ${ring.label}`);
    lines.push(`${ring.size} left`);
  }
  return lines;
}

function takenFromMap(steps: readonly Step[]): string[] {
  const model = new Map<number, number>();
  const lines: string[] = [];
  let last = 0;
  for (const step of steps) {
    if ("add" in step) model.set((last += step.add), last * 10);
    else if ("take" in step) {
      lines.push(model.has(step.take) ? `${step.take}: ${model.get(step.take)}` : "none");
      model.delete(step.take);
    } else
      for (const [tag, label] of model) {
        if (tag > step.takeThrough) continue;
        lines.push(`${tag}: ${label}`);
        model.delete(tag);
      }
    lines.push(`${model.size} left`);
  }
  return lines;
}

describe("the outstanding tags", () => {
  it("are those of a map, after any adds and takes", () => {
    const step = fc.oneof(
      fc.record({ add: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ take: fc.integer({ min: 0, max: 200 }) }),
      fc.record({ takeThrough: fc.integer({ min: 0, max: 200 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        expect(takenFromRing(steps)).toEqual(takenFromMap(steps));
      }),
      { seed: 1 },
    );
  });

  it("stay compact when the oldest one is never acknowledged", () => {
    const ring = new TagRing();
    ring.add(1, 0);
    for (let tag = 2; tag < 2_000_000; tag++) {
      ring.add(tag, tag);
      ring.take(tag);
    }
    expect(ring.size).toBe(1);
    expect(ring.capacity).toBeLessThanOrEqual(64);
  });
});
