// `advise` on a real broker: over a long round trip, prefetch 1 keeps no worker busy.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeServer } from "@fairhare/amqp";
import { type Broker, openBroker } from "@fairhare/broker";
import { afterAll, beforeAll, expect, it } from "vitest";
import { spawnCommand } from "../testing/spawn-command.ts";

const WORKLOAD = ["--workers", "2", "--skew", "uniform", "--heavy", "10ms", "--rtt", "40ms"];
const TRIALS = ["--prefetch", "1,20", "--tasks", "100", "--repeat", "1", "--busy", "60%", "--out", "advice"];

let broker: Broker;
let directory: string;
beforeAll(async () => {
  const { signal } = new AbortController();
  const ports = { probe: probeServer, signal, onNotice: () => undefined };
  broker = await openBroker({ provider: "auto", env: process.env }, ports);
  directory = mkdtempSync(join(tmpdir(), "fairhare-advise-"));
});
afterAll(async () => {
  await broker[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

it("advises the limit that hides the round trip, says what it costs, and writes the report of the trials", async () => {
  const { PATH = "", HOME = "" } = process.env;
  const environment = { PATH, HOME, AMQP_URL: broker.uri };
  const { written, closed } = spawnCommand(directory, ["advise", ...WORKLOAD, ...TRIALS], environment);
  expect(await closed).toBe(0);
  const { out } = written;
  expect(out).toMatch(/Set --prefetch 20: it is the smallest limit with which workers are busy/);
  expect(out).toMatch(/Prefetch 1 completes [\d.]+ tasks\/s instead of/);
  expect(out).toContain("A worker that crashes returns at most 20 tasks.");
  expect(existsSync(join(directory, "advice/results.json"))).toBe(true);
});
