// Kills, stops or restarts the broker, or cuts its power; it comes back on its ports, with the data that it kept.
import { setTimeout as sleep } from "node:timers/promises";
import { BrokerStartError } from "@fairhare/broker";
import { assertNever, FairhareError, messageOf } from "@fairhare/core";
import type { Fault } from "@fairhare/experiment";
import type { NemesisPorts } from "./nemesis.ts";

class FaultNotPossibleError extends FairhareError {
  readonly code = "INVALID_PLAN";
}

/** What was broken does not heal: how the run ended, not a mistake of ours. */
class BrokerNotBackError extends Error {}

/** Resolves when the broker serves again. Throws BrokerNotBackError, with the server's last words, when it will not. */
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
    case "power-cut":
      await server.powerCut(signal);
      break;
    case "quit":
      throw new FaultNotPossibleError(
        `--fault ${fault.text}: a broker cannot be told to quit; use restart:broker or stop:broker.`,
      );
    default:
      assertNever(fault.kind);
  }
  await sleep(fault.forMs ?? fault.restartAfterMs ?? 0, undefined, { signal });
  try {
    await server.start(signal);
  } catch (error) {
    if (!(error instanceof BrokerStartError)) throw error;
    throw new BrokerNotBackError(`the broker did not come back after ${fault.text}. ${messageOf(error)}`, {
      cause: error,
    });
  }
}
