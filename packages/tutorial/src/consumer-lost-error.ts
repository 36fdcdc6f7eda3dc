// A worker that has no broker any more.
import { FairhareError } from "@fairhare/core";

export class ConsumerLostError extends FairhareError {
  readonly code = "BROKER_UNREACHABLE";

  constructor(queue: string, reason: string) {
    super(
      `No more tasks come from queue "${queue}": ${reason}. What was not acknowledged goes back to the queue; start the worker again when the broker is back.`,
    );
  }
}
