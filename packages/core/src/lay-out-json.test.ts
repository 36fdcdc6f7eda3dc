import { assert, jsonValue, property } from "fast-check";
import { expect, test } from "vitest";
import { layOutJson } from "./lay-out-json.ts";

test("rows of numbers stay on one line, objects do not", () => {
  const value = {
    lane: [
      [0, 12.5, 1],
      [12.5, 20, 2],
    ],
    workers: [{ slot: 1, dead: null }],
    none: {},
    empty: [],
  };
  expect(layOutJson(value)).toBe(
    `{
  "lane": [[0, 12.5, 1], [12.5, 20, 2]],
  "workers": [
    {
      "slot": 1,
      "dead": null
    }
  ],
  "none": {},
  "empty": []
}`,
  );
});

test("a row that does not fit on its line is laid out by its items", () => {
  const row = Array.from({ length: 20 }, (_, index) => [index + 0.125, 100]);
  const lines = layOutJson({ row }).split("\n");
  expect(lines.slice(0, 3)).toEqual(["{", '  "row": [', "    [0.125, 100],"]);
  expect(lines).toHaveLength(24);
});

test("any JSON keeps its content and the order of its keys, and no row is longer than 120 characters", () => {
  assert(
    property(jsonValue({ maxDepth: 5 }), (value) => {
      const text = layOutJson(value);
      expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(value));
      const rows = text.split("\n").filter((line) => /^\s*(?:"[^"]*": )?\[.*, /.test(line));
      expect(rows.filter((row) => row.length > 121)).toEqual([]);
    }),
  );
});
