// The root of every error that a user can cause or has to act on. One subclass a failure, beside its thrower.
import type { ErrorCode } from "./exit-code.ts";

/**
 * The message is one or more full sentences that name the flag, file or setting and the mend.
 * It is printed as it is, without a stack (`DEBUG=fairhare` shows the stack and the cause).
 */
export abstract class FairhareError extends Error {
  abstract readonly code: ErrorCode;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The text of anything thrown, for embedding in a sentence. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
