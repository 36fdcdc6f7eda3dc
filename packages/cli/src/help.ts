// --help: commands, the run's options by group, examples, environment and exit codes on one page.
import { environmentName, OPTION_GROUPS, OPTIONS } from "@fairhare/plan";
import type { Argument, Command } from "commander";
import type { Style } from "./terminal/style.ts";
import type { Channel } from "./terminal/terminal.ts";

const EXAMPLES: readonly (readonly [string, string])[] = [
  ["npm run bench", "two workers, 200 tasks, heavy and light in turn"],
  ["npm run bench -- --workers 2,3 --prefetch unlimited,1", "four trials, compared"],
  ["npm run bench -- -y 4 -q 10 -z 30 -r 500 --work none", "PerfTest's letters: 30 s at 500/s"],
  ["npm run bench -- --durability confirmed --threshold lost==0", "exit code 1 when a task is lost"],
  ["npm run bench -- -z 10 -r 100 --fault kill:worker@2s,every=3s", "a worker is killed every 3 s"],
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

/** Terms that are wider push their description to the next line. */
const TERM_WIDTH = 30;

/** Commands inherit it. */
export function configureHelp(program: Command, style: Style): void {
  program.configureHelp({
    styleTitle: (title) => style.strong(title),
    // Defaults are part of the description already, and that a switch means true needs no words.
    optionDescription: (option) => option.description,
    subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(" "),
    subcommandDescription: (command) => command.summary() || command.description(),
    padWidth: () => TERM_WIDTH,
    minWidthToWrap: MINIMUM_TEXT_WIDTH,
    formatItem: (term, width, description, helper) => {
      const text = helper.boxWrap(description, Math.max(MINIMUM_TEXT_WIDTH, (helper.helpWidth ?? 80) - width - 4));
      const lines = text
        .split("\n")
        .map((line, index) => (index === 0 && term.length <= width ? line : " ".repeat(width + 4) + line));
      return term.length <= width ? `  ${term.padEnd(width)}  ${lines.join("\n")}` : `  ${term}\n${lines.join("\n")}`;
    },
  });
}

/** On a phone one scrolls sideways. */
const MINIMUM_TEXT_WIDTH = 24;

const argumentTerm = (argument: Argument): string => (argument.required ? argument.name() : `[${argument.name()}…]`);

/** `--help` alone shows the default command's flags: they are what one looks for. */
export function addRunHelp(program: Command, run: Command, { columns, style }: Channel): void {
  run.usage("[flags]").addHelpText("after", () => `\n${appendix(style)}\n`);
  program
    .usage("[command] [flags]")
    .addHelpText("after", () => `\n${optionGroups(run, columns())}\n${appendix(style)}\n`);
}

/** By the headings of the table. */
function optionGroups(run: Command, columns: number): string {
  const helper = run.createHelp();
  helper.prepareContext({ helpWidth: columns });
  return OPTION_GROUPS.flatMap((group) => {
    const options = run.options.filter(({ helpGroupHeading }) => helpGroupHeading === `${group}:`);
    const items = options.map((option) =>
      helper.formatItem(helper.optionTerm(option), TERM_WIDTH, helper.optionDescription(option), helper),
    );
    return helper.formatItemList(helper.styleTitle(`${group}:`), items, helper);
  }).join("\n");
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
