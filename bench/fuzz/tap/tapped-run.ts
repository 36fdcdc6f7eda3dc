// Runs a plan through taps on a real broker, and returns the results by both kinds of evidence.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Broker } from "@fairhare/broker";
import type { MemoryShard } from "@fairhare/checker";
import { createRealHost, runExperiment } from "@fairhare/orchestrator";
import type { WireFacts } from "@fairhare/tap";
import type { Experiment, TrialSettings } from "@fairhare/workload";
import { bothResults, type TwoResults } from "./compare.ts";
import { TappedHost } from "./tapped-host.ts";

const DRAIN_TIMEOUT_SECONDS = 10;
const RUN_TIMEOUT_SECONDS = 60;

export interface TappedRun extends TwoResults {
  readonly facts: ReadonlyMap<string, WireFacts>;
}

/** `directory` must not exist. */
export async function tappedRun(
  settings: TrialSettings,
  broker: Broker,
  { directory, signal }: { readonly directory: string; readonly signal: AbortSignal },
): Promise<TappedRun> {
  const tapped = new TappedHost(createRealHost(), join(directory, "taps"));
  const outcome = await runExperiment(experimentOf(settings), {
    broker,
    runsDirectory: directory,
    command: ["fuzz:tap"],
    observer: () => undefined,
    signal,
    host: tapped.host,
  });
  const own = shardsBelow(outcome.directory);
  return { ...bothResults(own, tapped.shards(), settings, broker.facts.version), facts: tapped.facts };
}

function shardsBelow(directory: string): MemoryShard[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(({ name }) => name.endsWith(".shard"))
    .map(({ name, parentPath }) => ({ name, bytes: readFileSync(join(parentPath, name)) }));
}

const experimentOf = (settings: TrialSettings): Experiment => ({
  name: "tap",
  trials: [{ id: "trial", settings }],
  axes: [],
  repeat: 1,
  warmup: 0,
  seed: settings.seed,
  thresholds: [],
  broker: { provider: "local", uri: null, waitSeconds: 0 },
  readyTimeoutSeconds: 60,
  drainTimeoutSeconds: DRAIN_TIMEOUT_SECONDS,
  runTimeoutSeconds: RUN_TIMEOUT_SECONDS,
});
