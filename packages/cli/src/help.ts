// The layout of --help. Without a command it fits on two screens: commands, the most used flags of `run`, examples, exit
// codes and environment. `run --help` has all flags by group.
import { commandLine } from "@fairhare/core";
import { environmentName, type OptionKey, OPTION_KEYS, OPTIONS } from "@fairhare/plan";
import type { Argument, Command } from "commander";
import type { Style } from "./terminal/style.ts";
import type { Channel } from "./terminal/terminal.ts";

const EXAMPLES: readonly (readonly [string, string])[] = [
  [commandLine(), "2 workers, 200 tasks, alternately heavy and light"],
  [commandLine("--workers 2,3 --prefetch unlimited,1"), "compare 4 trials"],
  [commandLine("-y 4 -q 10 -z 30 -r 500 --work none"), "PerfTest letters: 30 s at 500 messages/s"],
  [commandLine("--durability confirmed --threshold lost==0"), "exit with code 1 if a task is lost"],
  [commandLine("-z 10 -r 100 --fault kill:worker@2s,every=3s"), "kill a worker every 3 s"],
  [commandLine("--experiment plan.yaml"), "run an experiment file"],
  [commandLine("check .runs/DIR"), "check a stored run again, without a broker"],
  [commandLine("tap --uri amqp://broker"), "watch your own clients on the wire"],
  [commandLine("watch"), "show the run that another terminal has started"],
];

const EXIT_CODES: readonly (readonly [string, string])[] = [
  ["0", "pass"],
  ["1", "fail: a threshold is not met, or the verdict is fail"],
  ["2", "invalid usage or plan; nothing was started"],
  ["3", "no broker, or the broker does not start; agents or the orchestrator are missing"],
  ["4", "unknown: the evidence is incomplete"],
  ["130", "interrupted; the completed measurements are saved and reported"],
];

/** Columns; the description of a wider term starts on the next line. */
const TERM_WIDTH = 30;

/** Subcommands inherit it. */
export function configureHelp(program: Command, style: Style): void {
  program.configureHelp({
    styleTitle: (title) => style.strong(title),
    // The descriptions contain the defaults already.
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

/** Columns; narrower terminals scroll horizontally. */
const MINIMUM_TEXT_WIDTH = 24;

const argumentTerm = (argument: Argument): string => (argument.required ? argument.name() : `[${argument.name()}…]`);

/** The flags that most runs need, in the order of a newcomer's questions. */
const MOST_USED: readonly OptionKey[] = [
  "workers",
  "producers",
  "prefetch",
  "tasks",
  "time",
  "rate",
  "heavy",
  "light",
  "skew",
  "work",
  "ack",
  "durability",
  "queueType",
  "faults",
  "uri",
  "broker",
  "nodes",
  "workerCommand",
  "experiment",
  "repeat",
  "threshold",
  "out",
  "ui",
];

/** `--help` without a command also shows the most used flags of `run`, the default command. */
export function addRunHelp(program: Command, run: Command, { columns, style }: Channel): void {
  run.usage("[options]").addHelpText("after", () => `\n${appendix(style, columns())}\n`);
  program
    .usage("[command] [options]")
    .addHelpText("after", () => `\n${mostUsed(run, columns())}\n${appendix(style, columns())}\n`);
}

function mostUsed(run: Command, columns: number): string {
  const helper = run.createHelp();
  helper.prepareContext({ helpWidth: columns });
  const items = MOST_USED.flatMap((key) => run.options.find(({ long }) => long === `--${OPTIONS[key].flag}`) ?? []).map(
    (option) => helper.formatItem(helper.optionTerm(option), TERM_WIDTH, helper.optionDescription(option), helper),
  );
  return [
    ...helper.formatItemList(helper.styleTitle("Most used flags of run:"), items, helper),
    `All ${OPTION_KEYS.length} flags of run, by group: ${commandLine("run --help")}`,
    "",
  ].join("\n");
}

function appendix(style: Style, columns: number): string {
  const lists: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    ["Examples:", EXAMPLES],
    ["Exit codes:", EXIT_CODES],
  ];
  const environment = [
    style.strong("Environment:"),
    `  Every long flag has a variable: ${environmentName(OPTIONS.queueType.flag)}=quorum equals --queue-type quorum.`,
    "  AMQP_URL: URI of the broker. AMQP_URL_FILE: a file that contains it.",
    "  NO_COLOR: no colours. DEBUG=fairhare: stack traces.",
  ];
  return [
    ...lists.map(([title, rows]) => [style.strong(title), ...list(rows, columns)].join("\n")),
    environment.join("\n"),
  ].join("\n\n");
}

/** A meaning stands below its term where one of the lines would be too wide. */
function list(rows: readonly (readonly [string, string])[], columns: number): string[] {
  const width = Math.max(...rows.map(([term]) => term.length));
  const isWide = rows.some(([, meaning]) => width + meaning.length + 4 > columns);
  if (isWide && width > MINIMUM_TEXT_WIDTH) return rows.flatMap(([term, meaning]) => [`  ${term}`, `      ${meaning}`]);
  return rows.map(([term, meaning]) => `  ${term.padEnd(width)}  ${meaning}`);
}
