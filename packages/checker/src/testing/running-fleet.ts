// A history that is still being written, for tests of displays that follow a run.
import { type History, history } from "./history.ts";

/** Two workers: worker 1 has completed task 1 and works on task 3, worker 2 works on task 2; no process has ended. */
export const runningFleet = (): History =>
  history()
    .phase("starting", 0)
    .spawned(1, 1)
    .spawned(2, 1)
    .phase("publishing", 1_000)
    .producer(1)
    .published(1, 1_000)
    .published(2, 1_100)
    .published(3, 1_200)
    .worker(1)
    .worked(1, 1_000, 1_500)
    .delivered(3, 1_500)
    .started(3, 1_500)
    .worker(2)
    .delivered(2, 1_250)
    .started(2, 1_250);
