// Runs npm: the same npm that runs the setup, else the one on PATH.
import { basename } from "node:path";
import { runCommand } from "./run-command.mjs";

/**
 * @param {readonly string[]} args
 * @param {{ cwd: string, verbose: boolean }} options
 */
export async function npm(args, { cwd, verbose }) {
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1" };
  const script = process.env["npm_execpath"];
  // Other package managers set this variable to their own script.
  if (script !== undefined && basename(script) === "npm-cli.js")
    return runCommand(process.execPath, [script, ...args], { cwd, env, verbose });
  return runCommand("npm", args, { cwd, env, verbose });
}
