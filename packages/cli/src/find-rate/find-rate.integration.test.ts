// `find-rate` on a real broker: a coarse search from the command line to the report, and one that is interrupted.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeServer } from "@fairhare/amqp";
import { type Broker, openBroker } from "@fairhare/broker";
import { findRateSchema } from "@fairhare/tuning";
import { afterAll, beforeAll, expect, it } from "vitest";
import { spawnCommand } from "../testing/spawn-command.ts";

const COARSE = ["--workers", "2", "--skew", "uniform", "--heavy", "20ms", "--time", "1s", "--precision", "30%"];

let broker: Broker;
let directory: string;
beforeAll(async () => {
  const { signal } = new AbortController();
  const ports = { probe: probeServer, signal, onNotice: () => undefined };
  broker = await openBroker({ provider: "auto", env: process.env }, ports);
  directory = mkdtempSync(join(tmpdir(), "fairhare-find-rate-"));
});
afterAll(async () => {
  await broker[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

function start(words: readonly string[]) {
  const { PATH = "", HOME = "" } = process.env;
  return spawnCommand(directory, ["find-rate", ...COARSE, ...words], { PATH, HOME, AMQP_URL: broker.uri });
}

const readRates = (name: string) =>
  findRateSchema.parse(JSON.parse(readFileSync(join(directory, name, "find-rate.json"), "utf8")));

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
  expect(readFileSync(join(directory, "found/report.md"), "utf8")).toContain("](pictures/trial-rates.svg)");
  expect(existsSync(join(directory, "found/pictures/trial-rates.svg"))).toBe(true);
  const page = readFileSync(join(directory, "found/report.html"), "utf8");
  expect(page).toContain('"kind":"rates"');
  expect(readFileSync(join(directory, "page.html"), "utf8")).toBe(page);
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
