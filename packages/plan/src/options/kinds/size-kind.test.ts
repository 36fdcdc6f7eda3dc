import { describe, expect, it } from "vitest";
import { parseExperiment } from "../../parse-experiment.ts";
import { contextOf, flagMistakes, parseFlags } from "../../testing/parse-flags.ts";

const sizesOf = (size: string) => parseFlags({ size }).experiment.trials.map(({ settings }) => settings.sizeBytes);

const weighted = (...sizes: readonly (readonly [bytes: number, weight: number])[]) => ({
  kind: "weighted",
  sizes: sizes.map(([bytes, weight]) => ({ bytes, weight })),
});

describe("a size", () => {
  it.each([
    ["0", [0]],
    ["4k", [4_096]],
    ["1m", [1_048_576]],
    ["100,1000", [100, 1_000]],
    ["200..4k", [{ kind: "uniform", minBytes: 200, maxBytes: 4_096 }]],
    ["200:0.9,20k:0.1", [weighted([200, 0.9], [20_480, 0.1])]],
    ["200:9, 20k:1", [weighted([200, 9], [20_480, 1])]],
    ["500,200:0.9,20k:0.1", [500, weighted([200, 0.9], [20_480, 0.1])]],
    ["200:9,20k:1; 200:1,20k:9", [weighted([200, 9], [20_480, 1]), weighted([200, 1], [20_480, 9])]],
    ["200:0.9,20k:0.1,500", [weighted([200, 0.9], [20_480, 0.1]), 500]],
    [
      "300..400,200..300",
      [
        { kind: "uniform", minBytes: 300, maxBytes: 400 },
        { kind: "uniform", minBytes: 200, maxBytes: 300 },
      ],
    ],
  ])(
    "%s is parsed, and a comma separates trials except between sizes with weights, a semicolon always",
    (text, sizes) => {
      expect(sizesOf(text)).toEqual(sizes);
    },
  );

  it.each([
    "-1",
    "4kb",
    "1.5k",
    "513m",
    "400..200",
    "200..200",
    "1..2..3",
    "200:0",
    "200:",
    ":1",
    "200:1,200:2",
    "200:1:2",
  ])("%s is refused", (size) => {
    expect(flagMistakes({ size }).join("\n")).toMatch(/Must be bytes such as 1000 or 4k/);
  });

  it.each(["19..4k", "19:1,500:1"])("%s is refused because its smallest body cannot name its task", (size) => {
    expect(flagMistakes({ size }).join("\n")).toMatch(/at least 20 bytes/);
  });

  it("above RabbitMQ's limit is a warning, also as part of a mix", () => {
    expect(parseFlags({ size: "200:0.9,17m:0.1" }).warnings.join()).toMatch(/16 MiB/);
  });

  it("list in an experiment file may contain several mixes", () => {
    const file = { name: "plan.json", content: { size: ["200:1,500:1", "200:1,900:1"] } };
    const { trials, axes } = parseExperiment({ file }, contextOf()).experiment;
    expect(axes).toEqual(["sizeBytes"]);
    expect(trials.map(({ id }) => id)).toEqual(["size=200-1-500-1", "size=200-1-900-1"]);
  });
});
