// Runs a whole command line in this process, as `main.ts` does.
import { createProgram } from "../program.ts";
import { type Ended, runCommand } from "./run-command.ts";

export const runWords = (directory: string, words: readonly string[]): Promise<Ended> =>
  runCommand(directory, async (cli) => {
    await createProgram({ ...cli, words }, "0.0.0").parseAsync(words, { from: "user" });
  });
