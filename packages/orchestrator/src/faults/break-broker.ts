// Kills, stops or restarts the broker; it always comes back, with its data and on its ports.
import { setTimeout as sleep } from "node:timers/promises";
import { assertNever, FairhareError } from "@fairhare/core";
import type { Fault } from "@fairhare/experiment";
import type { NemesisPorts } from "./nemesis.ts";

class FaultNotPossibleError extends FairhareError {
  readonly code = "INVALID_PLAN";
}

/** Resolves when the broker serves again. */
export async function breakBroker(fault: Fault, { broker, signal }: NemesisPorts): Promise<void> {
  const { server } = broker;
  if (server === undefined) {
    throw new FaultNotPossibleError(
      `--fault ${fault.text}: a broker of the kind "${broker.provider}" is not ours to break. Use --broker local, which starts one that is.`,
    );
  }
  switch (fault.kind) {
    case "kill":
      await server.kill();
      break;
    case "restart":
    case "stop":
      await server.stop(signal);
      break;
    case "quit":
      throw new FaultNotPossibleError(
        `--fault ${fault.text}: a broker cannot be told to quit; use restart:broker or stop:broker.`,
      );
    default:
      assertNever(fault.kind);
  }
  await sleep(fault.forMs ?? fault.restartAfterMs ?? 0, undefined, { signal });
  await server.start(signal);
}
