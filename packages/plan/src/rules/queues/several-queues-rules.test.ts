import { describe, expect, it } from "vitest";
import { flagMistakes, parseFlags } from "../../testing/parse-flags.ts";

describe("several queues are refused when", () => {
  it.each([
    [
      "the name of the last of several queues is too long",
      { queue: "q".repeat(252), queues: "100" },
      /with --queues 100: The name of the last queue would be longer than 255 bytes/,
    ],
    [
      "one key would route each message to all queues",
      { queues: "2", exchange: "amq.direct", routingKey: "rk" },
      /^--queues 2 with --routing-key rk: .* would go to all of them/,
    ],
    [
      "a program would have to publish to several queues",
      { queues: "2", producerCommand: "publish" },
      /^--queues 2 with --producer-command publish: Only Fairhare's own producers/,
    ],
    [
      "a program could not tell its queues apart",
      { queue: "a,b", queues: "4", workers: "2", workerCommand: "work" },
      /^--worker-command work with --queues 4 with --queue a,b: A comma separates/,
    ],
    ["there are too many queues", { queues: "1001" }, /^--queues 1001: Must be a whole number from 1 to 1,000/],
  ])("%s", (_, flags, expected) => {
    expect(flagMistakes(flags)).toEqual([expect.stringMatching(expected)]);
  });
});

const warnings = (flags: Record<string, string>): string => parseFlags(flags).warnings.join("\n");

describe("several queues", () => {
  it("may be an axis", () => {
    const { trials } = parseFlags({ queues: "1,4,16" }).experiment;
    expect(trials.map(({ settings }) => settings.queues)).toEqual([1, 4, 16]);
  });

  it("are noted if the workers cannot be spread evenly", () => {
    expect(warnings({ queues: "3", workers: "4" })).toMatch(/some queues have 1 worker and some 2/);
    expect(warnings({ queues: "3", workers: "2" })).toMatch(/some workers consume from 1 queues? and some from 2/);
    expect(warnings({ queues: "4", workers: "2" })).toBe("");
    expect(warnings({ queues: "2", workers: "4" })).toBe("");
  });

  it("are noted if a program must consume from several of them, and if the tasks do not reach all of them", () => {
    expect(warnings({ queues: "4", workers: "2", workerCommand: "w" })).toMatch(/FAIRHARE_QUEUES/);
    expect(warnings({ queues: "4", workers: "4", tasks: "3" })).toMatch(/3 tasks do not reach all queues/);
  });
});
