import { describe, expect, it } from "vitest";
import { deadWorker, manyWorkers, threeRepeats, twoTrials, withoutWork } from "../testing/fixtures.ts";
import { overlaps, readPicture } from "../testing/text-boxes.ts";
import { drawPreview } from "./preview.ts";

describe.each(Object.entries({ twoTrials, threeRepeats, manyWorkers }))("the preview of %s", (_, results) => {
  const picture = drawPreview(results());
  const { width, height, texts } = readPicture(picture?.svg ?? "");

  it("is 1280 by 640 pixels, and its texts fit", () => {
    expect([width, height]).toEqual([1280, 640]);
    expect(overlaps(texts)).toEqual([]);
    expect(texts.filter(({ left, right, bottom }) => left < 0 || right > width || bottom > height)).toEqual([]);
    expect(texts.filter(({ text }) => text.includes("…"))).toEqual([]);
  });

  it("names both verdicts, the least fair trial first", () => {
    const words = texts.map(({ text }) => text);
    expect(words).toEqual(expect.arrayContaining(["Fairhare", "Unfair", "Even"]));
    expect(words.indexOf("Unfair")).toBeLessThan(words.indexOf("Even"));
    expect(picture?.alt).toMatch(/Unfair: .* Even: /);
  });
});

it("there is no preview without two trials that have work to share", () => {
  expect(drawPreview(deadWorker())).toBeNull();
  expect(drawPreview(withoutWork())).toBeNull();
});
