// The last line of defence: the plan is refused before it comes to this.
import { FairhareError } from "@fairhare/core";
import type { Broker } from "@fairhare/broker";

export class FaultNotPossibleError extends FairhareError {
  readonly code = "INVALID_PLAN";

  constructor(fault: string, provider: Broker["provider"]) {
    super(
      `--fault ${fault}: a broker of the kind "${provider}" is not ours to break. Use --broker local, which starts one that is.`,
    );
  }
}
