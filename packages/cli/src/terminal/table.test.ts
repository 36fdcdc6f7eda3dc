import { stripVTControlCharacters } from "node:util";
import type { TableModel } from "@fairhare/report";
import { describe, expect, it } from "vitest";
import { createStyle } from "./style.ts";
import { fitTable, renderTable } from "./table.ts";

const MODEL: TableModel = {
  head: ["worker", "tasks", "busy time", "share of all"],
  align: ["right", "right", "right", "right"],
  rows: [
    ["1", "100", "5.00 s", "97 %"],
    ["2", "7", "0.20 s", "3 %"],
  ],
};
const plain = (columns: number): string[] => renderTable(MODEL, columns, createStyle(undefined)).split("\n");

describe("a table", () => {
  it("is boxed when it fits", () => {
    expect(plain(80)).toEqual([
      "┌────────┬───────┬───────────┬──────────────┐",
      "│ worker │ tasks │ busy time │ share of all │",
      "├────────┼───────┼───────────┼──────────────┤",
      "│      1 │   100 │    5.00 s │         97 % │",
      "│      2 │     7 │    0.20 s │          3 % │",
      "└────────┴───────┴───────────┴──────────────┘",
    ]);
  });

  it("wraps its header into two lines when that makes it fit, else into words", () => {
    expect(plain(44).slice(0, 3)).toEqual([
      "┌────────┬───────┬────────┬────────┐",
      "│ worker │ tasks │   busy │  share │",
      "│        │       │   time │ of all │",
    ]);
    expect(plain(35).slice(0, 4)).toEqual([
      "┌────────┬───────┬────────┬───────┐",
      "│ worker │ tasks │   busy │ share │",
      "│        │       │   time │    of │",
      "│        │       │        │   all │",
    ]);
  });

  it("swaps rows and columns when that is narrower", () => {
    expect(plain(28)[0]).toBe("┌──────┬─────┬──────┬─────┐");
    const long = { ...MODEL, head: [...MODEL.head, "redelivered"], align: [...MODEL.align, "right" as const] };
    const rows = MODEL.rows.map((row) => [...row, "0"]);
    expect(
      renderTable({ ...long, rows }, 36, createStyle(undefined))
        .split("\n")
        .slice(0, 4),
    ).toEqual([
      "┌──────────────┬────────┬────────┐",
      "│ worker       │      1 │      2 │",
      "├──────────────┼────────┼────────┤",
      "│ tasks        │    100 │      7 │",
    ]);
  });

  it("is a list of rows when no box fits", () => {
    expect(plain(20).slice(0, 3)).toEqual(["worker        1", "tasks         100", "busy time     5.00 s"]);
  });

  it("keeps its columns aligned when a cell contains an escape sequence", () => {
    const rows = [["\u001b[31m1\u001b[0m", "100", "5.00 s", "97 %"]];
    const [top = "", , , line = ""] = renderTable({ ...MODEL, rows }, 80, createStyle(undefined)).split("\n");
    expect(line).toContain(String.raw`\u001b[31m1\u001b[0m`);
    expect(line).toHaveLength(top.length);
  });

  it("has the same width with and without colours", () => {
    const coloured = renderTable(MODEL, 44, createStyle("4711;1234;5678;9876"));
    expect(coloured).not.toBe(plain(44).join("\n"));
    expect(stripVTControlCharacters(coloured)).toBe(plain(44).join("\n"));
  });
});

describe("a table with ranks", () => {
  const ranked: TableModel = { ...MODEL, ranks: [0, 1, 3, 2] };
  const fit = (columns: number) => fitTable(ranked, columns, createStyle(undefined));

  it("leaves out its least important columns where it does not fit", () => {
    expect(fit(80).hidden).toEqual([]);
    expect(fit(34).hidden).toEqual(["busy time"]);
    expect(fit(34).text.split("\n")[1]).toBe("│ worker │ tasks │ share of all │");
    expect(fit(20)).toMatchObject({ hidden: ["busy time", "share of all"] });
  });

  it("keeps its important columns in another form where they do not fit", () => {
    expect(fit(16).hidden).toEqual([]);
    expect(fit(16).text.split("\n")[0]).toBe("worker        1");
  });
});
