// `find-rate` on a real broker: a coarse search from the command line to the report, and one that is interrupted.
import { existsSync, readFileSync } from "node:fs";
import { findRateSchema } from "@fairhare/tuning";
import { expect, it } from "vitest";
import { commandOnBroker } from "../testing/command-on-broker.ts";

const COARSE = ["--workers", "2", "--skew", "uniform", "--heavy", "20ms", "--time", "1s", "--precision", "30%"];

const command = commandOnBroker("find-rate");
const start = (words: readonly string[]) => command.start(["find-rate", ...COARSE, ...words]);

const readRates = (name: string) =>
  findRateSchema.parse(JSON.parse(readFileSync(command.path(name, "find-rate.json"), "utf8")));

it("finds a rate below workers / service time, and writes report, picture and results", async () => {
  const { written, closed } = start(["--trials", "1", "--out", "found", "--export-html", "page.html"]);
  const code = await closed;
  const { out, err } = written;
  expect(err).toMatch(/1\. [\d.]+\/s holds|1\. [\d.]+\/s does not hold/);
  expect(out).toMatch(/About \d+ trials of 1 s/);
  expect(out).toMatch(/✓ Sustains [\d.]+ tasks\/s; [\d.]+ tasks\/s does not hold: ./);
  expect(code).toBe(0);
  const { cells, end } = readRates("found");
  expect(end).toBe("complete");
  // Two workers with tasks of 20 ms complete at most 100/s; a trial of 1 s tolerates little more.
  expect(cells[0]?.highestHeldPerSecond).toBeLessThanOrEqual(110);
  expect(readFileSync(command.path("found/report.md"), "utf8")).toContain("](pictures/trial-rates.svg)");
  expect(existsSync(command.path("found/pictures/trial-rates.svg"))).toBe(true);
  const page = readFileSync(command.path("found/report.html"), "utf8");
  expect(page).toContain('"kind":"rates"');
  expect(readFileSync(command.path("page.html"), "utf8")).toBe(page);
});

it("keeps the complete trials when it is interrupted", async () => {
  const { child, written, closed } = start(["--trials", "3", "--out", "interrupted"]);
  child.stderr?.on("data", (chunk: Buffer) => {
    if (/^2\. /m.test(chunk.toString())) child.kill("SIGINT");
  });
  expect(await closed).toBe(130);
  expect(written.out).toContain("The search was interrupted.");
  const { cells, end } = readRates("interrupted");
  expect(end).toBe("interrupted");
  expect(cells[0]?.trials.length).toBeGreaterThanOrEqual(2);
});
