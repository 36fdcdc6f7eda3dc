// The numbers in the tables of PROTOCOL.md are checked against the source.
import { readFileSync } from "node:fs";
import {
  BINARY_BODY_BYTES,
  EventKind,
  HEADER_BYTES,
  INTENDED_HEADER,
  PhaseCode,
  RECORD_BYTES,
  TASK_HEADER,
} from "@fairhare/protocol";
import { expect, test } from "vitest";

const text = readFileSync(new URL("../../packages/protocol/PROTOCOL.md", import.meta.url), "utf8");

/** The first two cells of each table row. */
const rows = text
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) =>
    line
      .split("|")
      .slice(1, 3)
      .map((cell) => cell.trim())
      .join(" "),
  );

test.each(Object.entries(EventKind))("PROTOCOL.md lists the event kind %s as %i", (name, kind) => {
  expect(rows).toContain(`${kind} \`${name}\``);
});

test.each(Object.entries(PhaseCode))("PROTOCOL.md lists the phase %s as %i", (name, code) => {
  expect(rows).toContain(`${code} \`${name}\``);
});

test("PROTOCOL.md gives the sizes and the header names of the source", () => {
  expect(text).toContain(`A header of ${HEADER_BYTES} bytes, then records of ${RECORD_BYTES} bytes`);
  expect(rows).toContain("16 u32");
  expect(BINARY_BODY_BYTES).toBe(16 + 4);
  for (const header of [TASK_HEADER, INTENDED_HEADER]) expect(text).toContain(`\`${header}\``);
});
