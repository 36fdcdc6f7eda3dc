// A complete run, for tests that damage its shards.
import { Role } from "@fairhare/protocol";
import { type History, history } from "./history.ts";

/** Two workers; the second one is killed after its work and not replaced. The orchestrator saw all processes end. */
export const complete = (): History =>
  history()
    .phase("publishing", 0)
    .producer(1)
    .published(1, 0)
    .published(2, 1)
    .published(3, 2)
    .closed(3)
    .spawned(1, 0, 1, Role.producer)
    .spawned(1, 0)
    .spawned(2, 0)
    .worker(1)
    .worked(1, 5, 10)
    .worked(3, 10, 15)
    .worker(2)
    .worked(2, 5, 12)
    .sampled(1, 1, 50)
    .phase("drained", 100)
    .killed(2, 60)
    .exited(1, 110)
    .exited(1, 110, { role: Role.producer });
