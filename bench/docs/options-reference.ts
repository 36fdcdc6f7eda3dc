// docs/options.md, made from the table of options: what --help says, as a page.
import { environmentName, type Option, OPTION_GROUPS, OPTION_KEYS, OPTIONS } from "@fairhare/plan";

const HEAD = ["flag", "meaning", "default", "list", "environment"];

export function optionsReference(): string {
  const sections = OPTION_GROUPS.map((group) => {
    const options: Option<unknown>[] = OPTION_KEYS.map((key) => OPTIONS[key]);
    const rows = options.filter((option) => option.group === group).map((option) => rowOf(option));
    return `## ${group}\n\n${table([HEAD, ...rows])}\n`;
  });
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}

const INTRODUCTION = `# Options

Of \`npm run bench -- run\`, which is the default command. This page is made from the source; \`--help\` says the same.

- **list**: takes a comma list, and every value makes a trial of the matrix. Two lists make every combination.
- **environment**: the variable that gives the option where the flag does not.
- A flag is stronger than its environment variable, that is stronger than the experiment file, and that than the default.
- A duration has a unit: \`250us\`, \`100ms\`, \`1.5s\`, \`2m\`. A bare number is taken only where PerfTest takes one.
- One-letter flags are those of RabbitMQ's PerfTest, where it has the option.
`;

function rowOf({ flag, letter, syntax, kind, isSwitch, description, default: value, axis }: Option<unknown>): string[] {
  const written = isSwitch ? `--${flag}` : `--${flag} ${syntax ?? kind.syntax}`;
  return [
    [`\`${written}\``, ...(letter === undefined ? [] : [`\`-${letter}\``])].join(" "),
    description,
    value === undefined ? "" : `\`${value}\``,
    axis ? "yes" : "",
    `\`${environmentName(flag)}\``,
  ];
}

/** Padded as the formatter pads it. */
function table(rows: readonly (readonly string[])[]): string {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = HEAD.map((_, column) => Math.max(...escaped.map((row) => row[column]?.length ?? 0)));
  const [head = [], ...body] = escaped.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  return [head, widths.map((width) => "-".repeat(width)), ...body].map((cells) => line(cells)).join("\n");
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
