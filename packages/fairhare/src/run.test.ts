import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ExperimentSettings } from "./experiment-settings.ts";
import { run, RunInterruptedError } from "./run.ts";

/** Nothing listens there. */
const NO_BROKER = "amqp://127.0.0.1:1";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "fairhare-api-"));
  for (const name of ["FAIRHARE_BROKER", "FAIRHARE_URI", "FAIRHARE_WAIT", "AMQP_URL"]) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

const started = (settings: ExperimentSettings): Promise<unknown> => run(settings, { runsDirectory: directory });

it("rejects invalid settings with all mistakes and their places", async () => {
  const settings = { workers: -1, heavy: 100, wrokers: 2 } as unknown as ExperimentSettings;
  await expect(started(settings)).rejects.toMatchObject({
    code: "INVALID_PLAN",
    mistakes: [
      { place: "run(): workers = -1" },
      { place: "run(): heavy = 100" },
      { place: "run(): wrokers", message: "Unknown setting. Did you mean workers?" },
    ],
  });
});

it("rejects a baseline that cannot be compared with, at the place of the setting", async () => {
  await expect(started({ baseline: "missing/results.json", threshold: "throughput>=0.95x" })).rejects.toMatchObject({
    code: "INVALID_PLAN",
    mistakes: [{ place: 'run(): baseline = "missing/results.json"', message: expect.stringContaining("missing") }],
  });
  await expect(started({ threshold: "throughput>=0.95x" })).rejects.toMatchObject({
    mistakes: [{ place: 'run(): threshold = "throughput>=0.95x"' }],
  });
  await expect(started({ uri: NO_BROKER, baseline: "none", threshold: "throughput>=0.95x" })).rejects.toMatchObject({
    code: "BROKER_UNREACHABLE",
  });
});

it("rejects with the code of the failure when the broker cannot be reached", async () => {
  await expect(started({ uri: NO_BROKER, workers: undefined })).rejects.toMatchObject({ code: "BROKER_UNREACHABLE" });
});

it("takes the broker from the environment, and nothing else", async () => {
  vi.stubEnv("FAIRHARE_WORKERS", "none");
  vi.stubEnv("FAIRHARE_URI", NO_BROKER);
  await expect(started({})).rejects.toMatchObject({ code: "BROKER_UNREACHABLE" });
  await expect(started({ broker: "external" })).rejects.toMatchObject({ code: "BROKER_NOT_FOUND" });
});

it("rejects with the signal's reason as the cause when it is aborted", async () => {
  const error: unknown = await run(
    { uri: NO_BROKER },
    { runsDirectory: directory, signal: AbortSignal.abort("enough") },
  ).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RunInterruptedError);
  expect(error).toMatchObject({ code: "INTERRUPTED", cause: "enough", results: undefined });
});

it("rejects before the start when the raw runs cannot be written", async () => {
  writeFileSync(join(directory, "file"), "");
  await expect(run({}, { runsDirectory: join(directory, "file") })).rejects.toMatchObject({
    code: "OUTPUT_NOT_WRITABLE",
    message: expect.stringContaining("Set runsDirectory."),
  });
});
