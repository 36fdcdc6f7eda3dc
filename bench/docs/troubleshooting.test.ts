// docs/tasks/troubleshooting.md lists every error code, with its exit code, and no other.
import { readFileSync } from "node:fs";
import { type ErrorCode, exitCodeOf } from "@fairhare/core";
import { expect, test } from "vitest";

/** The compiler reports a code that is missing here. */
const CODES = {
  INVALID_PLAN: true,
  BROKER_NOT_FOUND: true,
  BROKER_UNREACHABLE: true,
  BROKER_START_FAILED: true,
  BROKER_REFUSED: true,
  QUEUE_NOT_USABLE: true,
  AGENTS_MISSING: true,
  ORCHESTRATOR_UNREACHABLE: true,
  FLEET_NOT_READY: true,
  HISTORY_UNREADABLE: true,
  RUN_NOT_FOUND: true,
  STORED_FILE_INVALID: true,
  OUTPUT_NOT_WRITABLE: true,
  INTERRUPTED: true,
} satisfies Record<ErrorCode, true>;

interface Row {
  readonly code: string;
  readonly exit: number;
  readonly meaning: string;
  readonly whatToDo: string;
}

const page = readFileSync(new URL("../../docs/tasks/troubleshooting.md", import.meta.url), "utf8");
const rows: readonly Row[] = [...page.matchAll(/^\| `([A-Z_]+)` +\| +(\d+) \| (.+?) +\| (.+?) +\|$/gm)].map(
  ([, code = "", exit = "", meaning = "", whatToDo = ""]) => ({ code, exit: Number(exit), meaning, whatToDo }),
);

test("the table lists every error code once, and no unknown code", () => {
  expect(rows.map(({ code }) => code).toSorted()).toEqual(Object.keys(CODES).toSorted());
});

test.each(rows)("$code has its exit code, a meaning and an advice", ({ code, exit, meaning, whatToDo }) => {
  expect(exit).toBe(exitCodeOf(code as ErrorCode));
  expect([meaning, whatToDo].every((text) => text.endsWith("."))).toBe(true);
});
