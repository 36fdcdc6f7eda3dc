// A failed step, with a hint about what to do.
import { CommandFailedError } from "./run-command.mjs";

export class SetupError extends Error {
  /**
   * @param {string} message sentences: what failed, and what to do
   * @param {{ exitCode?: number, cause?: unknown }} [options]
   */
  constructor(message, { exitCode = 1, cause } = {}) {
    super(message, { cause });
    this.name = "SetupError";
    this.exitCode = exitCode;
  }
}

/**
 * Waits for a step. If it fails, the error has the output of the failed command and the hint.
 * @template T
 * @param {Promise<T>} step
 * @param {string} hint
 * @param {number} [exitCode]
 * @returns {Promise<T>}
 */
export async function withHint(step, hint, exitCode) {
  try {
    return await step;
  } catch (cause) {
    const output = cause instanceof CommandFailedError && cause.output !== "" ? `${cause.output}\n\n` : "";
    const message = (cause instanceof Error ? cause.message : String(cause)).replace(/[^.]$/, "$&.");
    throw new SetupError(`${output}${message} ${hint}`, { ...(exitCode === undefined ? {} : { exitCode }), cause });
  }
}
