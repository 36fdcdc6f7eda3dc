// Runs npm: the one that runs the setup, when there is one, else the one on PATH.
import { basename } from "node:path";
import { runCommand } from "./run-command.mjs";

/**
 * @param {readonly string[]} args
 * @param {{ cwd: string, verbose: boolean }} options
 */
export async function npm(args, { cwd, verbose }) {
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1" };
  const script = process.env["npm_execpath"];
  // Under another package manager the variable names that one.
  if (script !== undefined && basename(script) === "npm-cli.js")
    return runCommand(process.execPath, [script, ...args], { cwd, env, verbose });
  return runCommand("npm", args, { cwd, env, verbose });
}
