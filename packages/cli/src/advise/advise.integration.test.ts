// `advise` on a real broker: over a long round trip, prefetch 1 keeps no worker busy, and the shares are those of the formula.
import { readFileSync } from "node:fs";
import type { Results } from "@fairhare/results";
import { advise } from "@fairhare/tuning";
import { expect, it } from "vitest";
import { commandOnBroker } from "../testing/command-on-broker.ts";

/** A worker that may hold p tasks is busy for p · 50 / (50 + 100) of the time. */
const WORKLOAD = ["--workers", "2", "--skew", "uniform", "--heavy", "50ms", "--rtt", "100ms"];
const TRIALS = ["--prefetch", "1,2,4", "--tasks", "60", "--repeat", "1", "--busy", "78%", "--out", "advice"];

const command = commandOnBroker("advise");

it("advises the limit that hides the round trip, says what it costs, and begins the report with it", async () => {
  const { written, closed } = command.start(["advise", ...WORKLOAD, ...TRIALS]);
  expect(await closed).toBe(0);
  const { out } = written;
  expect(out).toContain("Set prefetch 4: basic.qos with a prefetch count of 4 in each worker.");
  expect(out).toContain("Cost of a crash: the worker returns up to 4 tasks to the queue.");

  const [report = "", page = "", stored = ""] = ["report.md", "report.html", "results.json"].map((file) =>
    readFileSync(command.path("advice", file), "utf8"),
  );
  expect(report).toMatch(/^# advise.*\n\n## Advice\n\n\*\*Set prefetch 4/);
  expect(page).toContain("Set prefetch 4");
  // The advice belongs to the plan, so that the report can be written again.
  expect(await command.start(["report", "advice", "--out", "again"]).closed).toBe(0);
  expect(readFileSync(command.path("again", "report.md"), "utf8")).toBe(report);
  const { outcomes } = advise(JSON.parse(stored) as Results, 0.78);
  const [one = 0, two = 0] = outcomes.map(({ busyShare }) => busyShare ?? 0);
  expect(one).toBeGreaterThan(0.25);
  expect(one).toBeLessThan(0.36);
  expect(two / one).toBeGreaterThan(1.6);
  expect(two / one).toBeLessThan(2.4);
});
