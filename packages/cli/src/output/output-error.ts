// An output that cannot be written is found out before the measurement, not after it.
import { FairhareError } from "@fairhare/core";

export class OutputNotWritableError extends FairhareError {
  readonly code = "OUTPUT_NOT_WRITABLE";
}
