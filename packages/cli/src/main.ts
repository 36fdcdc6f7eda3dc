// The entry point of the built command line, and the only file that exits the process.
import { readFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ExitCode, fileProblem, isCheckout } from "@fairhare/core";
import type { Cli } from "./cli.ts";
import { explainFailure } from "./fail.ts";
import { withBrokerUri } from "./input/broker-uri-file.ts";
import { watchInterruption } from "./interruption.ts";
import { exitCodeWith } from "./output/output-problems.ts";
import { runProgram } from "./program.ts";
import { openTerminal } from "./terminal/terminal.ts";
import { userDirectory } from "./cli.ts";

const { env: environment } = process;
const terminal = openTerminal(environment);
let exitCode: ExitCode = ExitCode.pass;
// However the process exits, the shell needs its cursor.
process.on("exit", () => terminal.err.showCursor(true));

const cli: Cli = {
  terminal,
  environment,
  words: process.argv.slice(2),
  userDirectory: userDirectory(environment, process.cwd()),
  homeDirectory: process.cwd(),
  claimsDirectory: fileURLToPath(new URL(isCheckout ? "../../../bench/claims" : "claims", import.meta.url)),
  interruption: watchInterruption({
    on: (signal, listener) => process.on(signal, listener),
    now: () => performance.now(),
    endAtOnce: () => process.exit(ExitCode.interrupted),
  }),
  now: () => new Date(),
  endWith: (code) => {
    exitCode = code;
  },
};

// Programs of --worker-command start where the user is, like all paths that the user types.
process.chdir(cli.userDirectory);

try {
  await runProgram({ ...cli, environment: withBrokerUri(environment, cli.userDirectory) }, readVersion());
} catch (error) {
  exitCode = await explainFailure(error, cli);
}
// Streams report write errors in the next turn of the event loop.
await nextTurn();
const failure = terminal.out.failure();
if (failure !== undefined) terminal.err.line(`The output could not be written: ${fileProblem(failure)}.`);
process.exit(exitCodeWith(failure === undefined ? [] : [failure.message], exitCode));

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown";
}
