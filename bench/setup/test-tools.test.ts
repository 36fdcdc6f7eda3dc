import { expect, test } from "vitest";
import { missingTools, skipNotice } from "./test-tools.mjs";

test("a program that is not in PATH is missing, with its packages and the tests that are skipped", async () => {
  const missing = await missingTools({ PATH: "/nonexistent" });
  const notice = skipNotice(missing).join("\n");
  expect(notice).toContain("SKIPPED: the test in which Prometheus scrapes a run. Not found: Prometheus.");
  expect(notice).toContain("SKIPPED: the tests with a worker in Go. Not found: Go with its AMQP client.");
  expect(notice).toMatch(/sudo apt-get install --no-install-recommends .*\bprometheus\b/);
});

test("FAIRHARE_CHROMIUM names a browser that is elsewhere", async () => {
  const missing = await missingTools({ FAIRHARE_CHROMIUM: process.execPath });
  expect(missing.map(({ name }) => name)).not.toContain("Chromium");
});

test("nothing is said when nothing is missing", () => {
  expect(skipNotice([])).toEqual([]);
});
