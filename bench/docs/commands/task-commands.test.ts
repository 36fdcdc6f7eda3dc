import { expect, it } from "vitest";
import { commandsOf, expectedCodes, needsOwnBroker, smaller } from "./task-commands.ts";

const PAGE =
  "Text with `npm run bench -- doctor`.\n\n```\nnpm run bench -- -z 10 --threshold 'p99<5 s'\nnpm run bench -- watch\n```\n";

it("the commands of a page are the lines of its code blocks", () => {
  expect(commandsOf("page", PAGE).map(({ words }) => words)).toEqual([
    ["-z", "10", "--threshold", "p99<5 s"],
    ["watch"],
  ]);
});

const of = (line: string) => ({ page: "", words: line.split(" ") });
const made = (line: string): string => smaller(of(line)).words.join(" ");

it("a smaller command has one repeat, the ends of its axes, fewer tasks and earlier faults", () => {
  expect(made("--prefetch 1,2,unlimited --repeat 6 --workers 4")).toBe(
    "--prefetch 1,unlimited --repeat 1 --workers 4 --tasks 60",
  );
  expect(made("-z 20 -r 50 --fault kill:worker@5s,every=5s")).toBe(
    "-z 1 -r 50 --fault kill:worker@300ms,every=500ms --heavy 10ms",
  );
  expect(made("--tasks 20000 --work none")).toBe("--tasks 100 --work none");
  expect(made("report .runs/DIR --out reports/again")).toBe("report .runs/DIR --out reports/again");
});

it("only commands that lose tasks may fail, and only a private node has its own broker", () => {
  expect(expectedCodes(of("--ack auto --prefetch unlimited"))).toEqual([1]);
  expect(expectedCodes(of("--ack manual"))).toEqual([0]);
  expect(expectedCodes(of("--queue q --workers 0"))).toEqual([4]);
  expect(expectedCodes(of("--queue q --workers 0 --threshold confirmed==10"))).toEqual([0]);
  expect(needsOwnBroker(of("--tasks 5 --broker local"))).toBe(true);
  expect(needsOwnBroker(of("--tasks 5"))).toBe(false);
});
