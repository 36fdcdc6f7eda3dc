import { expect, test } from "vitest";
import { HELP, parseOptions } from "./options.mjs";

test("without options everything is set up, quietly", () => {
  expect(parseOptions([])).toEqual({ check: false, broker: true, verbose: false, help: false });
});

test("--no-broker leaves the broker out", () => {
  expect(parseOptions(["--no-broker"]).broker).toBe(false);
});

test("an unknown option is refused by name", () => {
  expect(() => parseOptions(["--fast"])).toThrow("--fast");
});

test("the help names every option", () => {
  for (const option of ["--check", "--no-broker", "--verbose", "--help"]) expect(HELP).toContain(option);
});
