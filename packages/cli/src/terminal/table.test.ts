import type { TableModel } from "@fairhare/report";
import { describe, expect, it } from "vitest";
import { createStyle } from "./style.ts";
import { renderTable, stripEscapes } from "./table.ts";

const MODEL: TableModel = {
  head: ["worker", "tasks"],
  align: ["right", "right"],
  rows: [
    ["1", "100"],
    ["2", "7"],
  ],
};

describe("a table", () => {
  it("is boxed where it fits", () => {
    expect(renderTable(MODEL, 80, createStyle(false))).toBe(
      [
        "┌────────┬───────┐",
        "│ worker │ tasks │",
        "├────────┼───────┤",
        "│      1 │   100 │",
        "├────────┼───────┤",
        "│      2 │     7 │",
        "└────────┴───────┘",
      ].join("\n"),
    );
  });

  it("is a list of its rows in a terminal that is too narrow for the box", () => {
    expect(renderTable(MODEL, 17, createStyle(false))).toBe(
      ["worker  1", "tasks   100", "", "worker  2", "tasks   7"].join("\n"),
    );
  });

  it("is as wide with colours as without", () => {
    const plain = renderTable(MODEL, 80, createStyle(false));
    const coloured = renderTable(MODEL, 80, createStyle(true));
    expect(coloured).not.toBe(plain);
    expect(stripEscapes(coloured)).toBe(plain);
  });
});
