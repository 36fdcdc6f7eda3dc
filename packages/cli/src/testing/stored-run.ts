// A small stored run without losses: two trials with two runs each, written by the same code as real ones.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { history } from "@fairhare/checker/testing";
import type { Experiment } from "@fairhare/workload";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { checkExperiment, ExperimentDirectory } from "@fairhare/store";
import { RESULTS } from "./results.ts";

const TASKS = 4;

const EXPERIMENT: Experiment = {
  name: "stored",
  trials: [1, 10].map((prefetch) => ({
    id: `prefetch=${prefetch}`,
    settings: { ...BASE_SETTINGS, durability: "confirmed", confirmWindow: 10, tasks: TASKS, prefetch, heavyMs: 20 },
  })),
  axes: ["prefetch"],
  repeat: 2,
  warmup: 0,
  seed: 1,
  thresholds: [{ expression: "lost==0", metric: "ledger.lost", operator: "==", value: 0 }],
  broker: { provider: "local", uri: null, waitSeconds: 0 },
  readyTimeoutSeconds: 60,
  drainTimeoutSeconds: 60,
  runTimeoutSeconds: null,
};

/** Creates it in a new directory below `parent`; returns the path. */
export function storeRun(parent: string): string {
  const directory = ExperimentDirectory.create(join(parent, "run"), {
    experiment: EXPERIMENT,
    environment: RESULTS.environment,
  });
  for (const trial of EXPERIMENT.trials)
    for (const number of [1, 2]) {
      const place = directory.run({ trial, number, warmup: false });
      place.create();
      for (const { name, bytes } of shardsOf(number)) writeFileSync(join(place.path, "history", name), bytes);
      place.writeRecord({ cutShort: null, findings: [] });
      // Histories are read in both forms.
      if (number === 2) place.packHistory();
    }
  directory.writeResults(checkExperiment(directory));
  return directory.path;
}

/** Shifted by a millisecond per run, so that all shards differ. */
function shardsOf(number: number): { name: string; bytes: Uint8Array }[] {
  const at = (ms: number): number => ms + number;
  return history()
    .phase("starting", 0)
    .spawned(1, 1, 1, 1)
    .spawned(1, 1)
    .spawned(2, 2)
    .phase("publishing", at(10))
    .producer(1)
    .published(1, at(10), { costMs: 20, heavy: true })
    .published(2, at(12), { costMs: 1 })
    .published(3, at(14), { costMs: 20, heavy: true })
    .published(4, at(16), { costMs: 1 })
    .closed(at(18))
    .worker(1)
    .worked(1, at(13), at(33))
    .worked(3, at(34), at(54))
    .closed(at(70))
    .worker(2)
    .worked(2, at(15), at(16))
    .worked(4, at(18), at(19))
    .closed(at(70))
    .exited(1, at(20), { role: 1 })
    .phase("drained", at(60))
    .exited(1, at(72))
    .exited(2, at(72))
    .phase("ended", at(80))
    .shards();
}
