import { describe, expect, it } from "vitest";
import { flagMistakes } from "../../testing/parse-flags.ts";

describe("producers or workers alone are refused when", () => {
  it.each([
    ["nobody takes part", { workers: "0", producers: "0", queue: "q" }, /Nothing would be published/],
    ["one side alone has no queue in common with others", { workers: "0" }, /^--workers 0: .* Add --queue NAME/],
    ["one side alone fills a backlog", { producers: "0", queue: "q", backlog: "true" }, /Remove --backlog/],
    ["no worker can fail", { workers: "0", queue: "q", fail: "random:0.1" }, /No worker could fail/],
    [
      "failures need numbers that messages of others do not have",
      { producers: "0", queue: "q", fail: "random:0.1" },
      /which messages of others do not have/,
    ],
    [
      "a fault has no target",
      { workers: "0", queue: "q", faults: "kill:worker@1s" },
      /^--workers 0|There is no worker/,
    ],
  ])("%s", (_, flags, expected) => {
    expect(flagMistakes(flags)).toEqual([expect.stringMatching(expected)]);
  });
});
