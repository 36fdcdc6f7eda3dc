import { expect, test } from "vitest";
import { failureLines } from "./start-failure.ts";

test("the reason is the text after BOOT FAILED, with the errors just before it", () => {
  const text = [
    "  Starting broker...",
    "2026-01-01 [error] <0.132.0>   - Conf file attempted to set unknown variable: nonsense.key",
    "",
    "BOOT FAILED",
    "===========",
    "Error during startup: {error,failed_to_prepare_configuration}",
  ].join("\n");
  expect(failureLines(text)).toEqual([
    "2026-01-01 [error] <0.132.0>   - Conf file attempted to set unknown variable: nonsense.key",
    "BOOT FAILED",
    "Error during startup: {error,failed_to_prepare_configuration}",
  ]);
});

test("of several starts in one log, the last failure counts", () => {
  expect(failureLines("BOOT FAILED\nold reason\nStarting\nBOOT FAILED\nnew reason")).toEqual([
    "BOOT FAILED",
    "new reason",
  ]);
});

test("without a reason, the end of the log is shown", () => {
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  expect(failureLines(lines.join("\n"))).toEqual(lines.slice(-12));
});

test("an empty log has no lines to show", () => {
  expect(failureLines("\n\n")).toBeUndefined();
});
