import { expect, it } from "vitest";
import { flagMistakes, parseFlags } from "../testing/parse-flags.ts";

it("a mistake of several trials is reported once", () => {
  expect(flagMistakes({ multiAckEvery: "5", prefetch: "1,10", workers: "2,3,4" })).toHaveLength(1);
});

it("a setting that only some trials of the matrix use is worth no warning", () => {
  const { warnings: used } = parseFlags({ durability: "persistent,confirmed", onUnknown: "republish" });
  expect(used).toEqual([]);
  const { warnings: idle } = parseFlags({ durability: "durable,persistent", onUnknown: "leave,republish" });
  expect(idle).toEqual([
    "--on-unknown republish has no effect without publisher confirms. Add --durability confirmed.",
  ]);
});

it("the rules do not report the default of a value that is invalid", () => {
  expect(flagMistakes({ multiAckEvery: "5", prefetch: "ten" })).toHaveLength(1);
});
