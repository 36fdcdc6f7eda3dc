// A run on two hosts whose clocks are far apart, for tests.
import { Role } from "@fairhare/protocol";
import { check } from "./settings.ts";
import { type History, history } from "./history.ts";

/** Agent 1 has the producer, agent 2 the workers; their clocks are 400 ms ahead and 300 ms behind, known to about 0.1 ms. */
export const AHEAD = 400;
export const BEHIND = -300;

interface Hosts {
  readonly roundTripMs?: number;
  readonly workers?: number;
  readonly agentOfWorker?: (worker: number) => number;
}

export function twoHosts({ roundTripMs = 0.2, workers = 1, agentOfWorker = () => 2 }: Hosts = {}): History {
  const run = history().phase("starting", 0);
  for (let at = 0; at <= 10_000; at += 1_000) {
    run.exchanged(1, at, AHEAD, { roundTripMs }).exchanged(2, at, BEHIND, { roundTripMs });
  }
  run.spawned(1, 400, 1, Role.producer, 1);
  for (let worker = 1; worker <= workers; worker++) run.spawned(worker, 400, 1, Role.worker, agentOfWorker(worker));
  return run.phase("publishing", 500);
}

export const codesOf = (run: History, settings: Parameters<typeof check>[1]) =>
  check(run, settings).result.findings.map(({ code }) => code);
