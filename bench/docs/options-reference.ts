// Generates docs/options.md from the option table.
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

The options of \`npm run bench -- run\`, the default command. This page is generated from the source; \`--help\` shows the same descriptions.

- **list**: accepts a comma list. Each value becomes a trial; several lists make every combination.
- **environment**: the environment variable of the option.
- Precedence, from high to low: flag, environment variable, experiment file, default.
- A duration needs a unit: \`250us\`, \`100ms\`, \`1.5s\`, \`2m\`. Only options that PerfTest has as well accept a bare number.
- One-letter flags are the same as in RabbitMQ's PerfTest.
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

/** Padded in the same way as by the formatter. */
function table(rows: readonly (readonly string[])[]): string {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = HEAD.map((_, column) => Math.max(...escaped.map((row) => row[column]?.length ?? 0)));
  const [head = [], ...body] = escaped.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  return [head, widths.map((width) => "-".repeat(width)), ...body].map((cells) => line(cells)).join("\n");
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
