// Runs a whole command line in this process, as `main.ts` does.
import type { Cli } from "../cli.ts";
import { runProgram } from "../program.ts";
import { type Ended, runCommand } from "./run-command.ts";

export const runWords = (
  directory: string,
  words: readonly string[],
  environment: Cli["environment"] = {},
): Promise<Ended> =>
  runCommand(
    directory,
    async (cli) => {
      await runProgram({ ...cli, words }, "0.0.0");
    },
    environment,
  );
