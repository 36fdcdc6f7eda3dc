// --help: commands, the run's options by group, examples, environment and exit codes on one page.
import { environmentName, OPTIONS } from "@fairhare/experiment";
import type { Command } from "commander";
import type { Style } from "./terminal/style.ts";

const EXAMPLES: readonly (readonly [string, string])[] = [
  ["npm run bench", "two workers, 200 tasks, heavy and light in turn"],
  ["npm run bench -- --workers 2,3 --prefetch unlimited,1", "four trials, compared"],
  ["npm run bench -- -y 4 -q 10 -z 30 -r 500 --work none", "PerfTest's letters: 30 s at 500/s"],
  ["npm run bench -- --durability confirmed --threshold lost==0", "exit code 1 when a task is lost"],
  ["npm run bench -- check .runs/DIR", "the results again, without a broker"],
];

const EXIT_CODES: readonly (readonly [string, string])[] = [
  ["0", "pass"],
  ["1", "a threshold or the verdict failed"],
  ["2", "wrong usage or an invalid plan; nothing was started"],
  ["3", "no broker, or it would not start"],
  ["4", "the verdict is unknown"],
  ["130", "interrupted; what was measured is saved and reported"],
];

/** Before any command is added: commands inherit it. */
export function configureHelp(program: Command, style: Style): void {
  program.configureHelp({
    styleTitle: (title) => style.strong(title),
    subcommandTerm: (command) =>
      [
        command.name(),
        ...command.registeredArguments.map(
          (argument) => (argument.required ? "" : "[") + argument.name() + (argument.required ? "" : "…]"),
        ),
      ].join(" "),
    subcommandDescription: (command) => command.summary() || command.description(),
  });
}

/** `--help` alone means the default command: its flags are what one looks for. */
export function addRunHelp(program: Command, run: Command, style: Style): void {
  run.usage("[flags]").addHelpText("after", () => `\n${appendix(style)}`);
  program.usage("[command] [flags]").addHelpText("after", () => {
    const helper = run.createHelp();
    return helper.formatHelp(run, helper);
  });
}

function appendix(style: Style): string {
  const lists: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    ["Examples:", EXAMPLES],
    ["Exit codes:", EXIT_CODES],
  ];
  const environment = [
    style.strong("Environment:"),
    `  Every long flag is a variable too: ${environmentName(OPTIONS.queueType.flag)}=quorum is --queue-type quorum.`,
    "  AMQP_URL names the broker, NO_COLOR turns colours off, DEBUG=fairhare shows stack traces.",
  ];
  return [
    ...lists.map(([title, rows]) => [style.strong(title), ...list(rows)].join("\n")),
    environment.join("\n"),
  ].join("\n\n");
}

function list(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([term]) => term.length));
  return rows.map(([term, meaning]) => `  ${term.padEnd(width)}  ${meaning}`);
}
