import { expect, it } from "vitest";
import { parseColumns } from "./columns.ts";

const KNOWN = ["makespan", "completed/s", "jain-busy", "p50-end-to-end", "p99-end-to-end", "lost"];
const parse = (...texts: string[]) =>
  parseColumns(
    texts.map((value) => ({ value, place: `--columns ${value}` })),
    KNOWN,
  );

it("reads names in their order, also from several flags, without repetitions", () => {
  expect(parse("lost, makespan", "lost").columns).toEqual(["lost", "makespan"]);
});

it("accepts the beginning of a name, in any case", () => {
  expect(parse("P99,jain").columns).toEqual(["p99-end-to-end", "jain-busy"]);
});

it("reads all, and nothing", () => {
  expect(parse("lost,all").columns).toBe("all");
  expect(parse().columns).toBeNull();
  expect(parse(" , ").columns).toBeNull();
});

it("names an unknown column, with the nearest one or all that exist", () => {
  expect(parse("makespam").mistakes).toEqual([
    { place: "--columns makespam", message: "Unknown column makespam. Did you mean makespan?" },
  ]);
  expect(parse("xyz").mistakes[0]?.message).toBe(
    "Unknown column xyz. Use all, or some of makespan, completed/s, jain-busy, p50-end-to-end, p99-end-to-end, lost.",
  );
});
