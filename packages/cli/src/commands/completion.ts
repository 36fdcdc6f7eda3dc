// `completion SHELL`: prints the script with which a shell completes commands, flags and values.
import { Argument, Command } from "commander";
import type { Cli } from "../cli.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

export const createCompletionCommand = (program: Command, cli: Cli): Command =>
  new Command("completion")
    .summary("print the completion script of a shell")
    .description("Prints the script with which a shell completes the commands, flags and values of fairhare.")
    .addArgument(new Argument("<SHELL>", SHELLS.join(", ")).choices(SHELLS))
    .action(async (shell: (typeof SHELLS)[number]) => {
      const { completionScript } = await import("../completion/script.ts");
      cli.terminal.out.document(completionScript(shell, program));
    });
