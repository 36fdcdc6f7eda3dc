// An output that cannot be written is found out before the measurement, not after it.
import { FairhareError } from "@fairhare/core";

/** All that are wrong at once, a line each. */
export class OutputNotWritableError extends FairhareError {
  readonly code = "OUTPUT_NOT_WRITABLE";

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** What may be thrown, as the problems that it stands for; anything else is thrown again. */
export function problemsOf(attempt: () => void): string[] {
  try {
    attempt();
    return [];
  } catch (error) {
    if (!(error instanceof OutputNotWritableError)) throw error;
    return error.message.split("\n");
  }
}
