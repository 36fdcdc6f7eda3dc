import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { changesBetween } from "@fairhare/report";
import { readResults } from "@fairhare/store";
import { expect, it } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { changesText } from "./changes-text.ts";

const STORED = readResults(fileURLToPath(new URL("../../../../reports/odd-even", import.meta.url)));

const text = (columns: number): string =>
  stripVTControlCharacters(changesText(changesBetween(STORED, STORED), columns, createStyle(undefined)));

it("the changes are one table where it fits, else a table for each trial without the columns that do not fit", () => {
  expect(text(Infinity)).toMatch(/^┌.*\n│ trial +│ metric/);
  expect(text(Infinity)).not.toContain("Columns left out");
  for (const columns of [80, 100]) {
    const lines = text(columns).split("\n");
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
    expect(lines[2]).toMatch(/^│ metric +│ +base │ +new │ +change/);
  }
  // Each of them once, although every trial has a table without it.
  expect(
    text(50)
      .match(/\nColumns left out: .*p corrected.*/)?.[0]
      .match(/p corrected/g),
  ).toHaveLength(1);
});
