// Runs a command and waits for it. Shows the output only if the command fails, or always (verbose).
import { spawn } from "node:child_process";

/** From the beginning and from the end: npm prints the cause first, compilers and apt print it last. */
const LINES_SHOWN_ON_FAILURE = 100;

export class CommandFailedError extends Error {
  /**
   * @param {string} command
   * @param {string} how
   * @param {string} output
   */
  constructor(command, how, output) {
    super(`${command} ${how}.`);
    this.name = "CommandFailedError";
    this.output = output;
  }
}

/**
 * Standard input is closed, so no command can wait for an answer.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, verbose?: boolean }} [options]
 * @returns {Promise<string>} its output; empty if it was shown
 */
export function runCommand(file, args, { cwd, env, timeoutMs, verbose = false } = {}) {
  const command = [file, ...args].join(" ");
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env: env ?? process.env,
      timeout: timeoutMs,
      stdio: ["ignore", verbose ? "inherit" : "pipe", verbose ? "inherit" : "pipe"],
    });
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => (output += chunk.toString());
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.on("error", (error) =>
      reject(new CommandFailedError(command, `could not be run (${error.message})`, output)),
    );
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(output);
      const how = signal === null ? `failed with exit code ${code}` : `was ended by ${signal}`;
      reject(new CommandFailedError(command, how, beginningAndEnd(output)));
    });
  });
}

/**
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ timeoutMs: number }} options
 * @returns {Promise<boolean>} whether it succeeded in time
 */
export async function succeeds(file, args, options) {
  return runCommand(file, args, options).then(
    () => true,
    () => false,
  );
}

/** @param {string} text */
function beginningAndEnd(text) {
  const lines = text.trimEnd().split("\n");
  if (lines.length <= 2 * LINES_SHOWN_ON_FAILURE) return lines.join("\n");
  return [...lines.slice(0, LINES_SHOWN_ON_FAILURE), "[…]", ...lines.slice(-LINES_SHOWN_ON_FAILURE)].join("\n");
}
