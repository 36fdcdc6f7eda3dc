// Renders docs/options.md from the table of options.
import { environmentName, type Option, OPTION_GROUPS, OPTION_KEYS, OPTIONS } from "@fairhare/plan";
import { paddedTable } from "./padded-table.ts";

const HEAD = ["flag", "meaning", "default", "list", "environment"];

export function optionsReference(): string {
  const sections = OPTION_GROUPS.map((group) => {
    const options: Option<unknown>[] = OPTION_KEYS.map((key) => OPTIONS[key]);
    const rows = options.filter((option) => option.group === group).map((option) => rowOf(option));
    return `## ${group}\n\n${paddedTable([HEAD, ...rows])}\n`;
  });
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}

const INTRODUCTION = `# Options

Options of \`npm run bench -- run\`, the default command. This page is generated from the source; \`run --help\` prints the same.

- **list**: accepts a comma list. Each value makes a trial of the matrix; several lists make all combinations.
- **environment**: the variable that sets the option if the flag is missing.
- Precedence: flag, environment variable, experiment file, default.
- A duration has a unit: \`250us\`, \`100ms\`, \`1.5s\`, \`2m\`. Bare numbers are accepted only where PerfTest accepts them.
- One-letter flags are the same as in RabbitMQ's PerfTest, for options that PerfTest has;
  [coming from PerfTest](coming-from-perftest.md) lists all of them.
`;

function rowOf({
  flag,
  letter,
  syntax,
  kind,
  isSwitch,
  whenAlone,
  description,
  default: value,
  axis,
}: Option<unknown>): string[] {
  const name = syntax ?? kind.syntax;
  const argument = whenAlone === undefined ? ` ${name}` : ` [${name}]`;
  return [
    [`\`--${flag}${isSwitch ? "" : argument}\``, ...(letter === undefined ? [] : [`\`-${letter}\``])].join(" "),
    description,
    value === undefined ? "" : `\`${value}\``,
    axis ? "yes" : "",
    `\`${environmentName(flag)}\``,
  ];
}
