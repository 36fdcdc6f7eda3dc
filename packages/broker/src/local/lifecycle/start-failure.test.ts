import { expect, test } from "vitest";
import { lastWords } from "./start-failure.ts";

test("the reason is what stands after BOOT FAILED, with the errors right before it", () => {
  const text = [
    "  Starting broker...",
    "2026-01-01 [error] <0.132.0>   - Conf file attempted to set unknown variable: nonsense.key",
    "",
    "BOOT FAILED",
    "===========",
    "Error during startup: {error,failed_to_prepare_configuration}",
  ].join("\n");
  expect(lastWords(text)).toEqual([
    "2026-01-01 [error] <0.132.0>   - Conf file attempted to set unknown variable: nonsense.key",
    "BOOT FAILED",
    "Error during startup: {error,failed_to_prepare_configuration}",
  ]);
});

test("of several boots in one log the last failure counts", () => {
  expect(lastWords("BOOT FAILED\nold reason\nStarting\nBOOT FAILED\nnew reason")).toEqual([
    "BOOT FAILED",
    "new reason",
  ]);
});

test("a log that gives no reason is shown by its end", () => {
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  expect(lastWords(lines.join("\n"))).toEqual(lines.slice(-12));
});

test("an empty log has no last words", () => {
  expect(lastWords("\n\n")).toBeUndefined();
});
