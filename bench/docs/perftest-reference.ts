// Renders docs/coming-from-perftest.md from the table of PerfTest's options and the commands of its documentation.
import { DOCUMENTED_COMMANDS, OPTIONS, PERFTEST_TOPICS, PERFTEST_VERSION, type PerfTestOption } from "@fairhare/plan";
import { paddedTable } from "./padded-table.ts";

export function perfTestReference(): string {
  const topics = PERFTEST_TOPICS.map(
    ([title, options]) => `### ${title}\n\n${paddedTable([["PerfTest", "Fairhare", "note"], ...options.map(rowOf)])}\n`,
  );
  return [INTRODUCTION, ...topics, COMMANDS_INTRODUCTION, `${paddedTable([COMMANDS_HEAD, ...commandRows()])}\n`].join(
    "\n",
  );
}

const count = (kind: PerfTestOption["outcome"]["kind"]): number =>
  PERFTEST_TOPICS.flatMap(([, options]) => options).filter(({ outcome }) => outcome.kind === kind).length;

const DEFAULTS = [
  ["default of", "PerfTest", "Fairhare", "as in PerfTest"],
  ["prefetch", "unlimited", "1", "`-q unlimited`"],
  ["service time", "none", "alternately 100 ms and 1 ms", "`--work none`"],
  ["durability", "transient", "durable queue, persistent messages", "`--durability transient`"],
  ["end", "until interrupted", "after 200 tasks", "`-z 30`"],
  ["broker", "amqp://localhost", "`AMQP_URL`, else a private broker", "`-h amqp://localhost`"],
];

const INTRODUCTION = `# Coming from PerfTest

Fairhare keeps the letters of RabbitMQ's [PerfTest](https://perftest.rabbitmq.com) ${PERFTEST_VERSION}. Of its
options, ${count("works")} work with the same letter and the same meaning, ${count("equivalent")} have an equivalent with another name, and ${count("refused")} are
refused with the reason. An option that does not work is an error with exit code 2 that says what to use; none is ignored.
This page is generated from the table of these errors.

The defaults differ, because Fairhare measures a work queue and not the speed of the broker:

${paddedTable(DEFAULTS)}

The command line closest to PerfTest without options:

\`\`\`
npm run bench -- -q unlimited --work none --durability transient -z 30
\`\`\`

PerfTest's environment variables, such as \`CONSUMERS=2\`, have other names here: \`FAIRHARE_WORKERS=2\`; see
[options](options.md).

## A row per interval

PerfTest prints a line per second and writes it with \`--output-file\`. Here the report has pictures and a page of rates and latency over
time, and \`--export-csv-intervals\` writes the values, to plot them yourself:

\`\`\`
npm run bench -- -z 10 -r 500 --work none --export-csv-intervals intervals.csv
\`\`\`

A run has about 40 to 100 rows, each of an interval of 1, 2 or 5 times a power of ten milliseconds: \`fromMs\` and \`toMs\` since the start of
the measurement, tasks published and completed per second, the most messages ready and unacknowledged, and p50, p95, p99 and maximum
of the end-to-end latency of the tasks completed in it. The last interval may end after the run. \`report DIR\` writes the same file from
a stored run.

## Options

PerfTest takes long flags with one dash or two; here one dash works for PerfTest's flags only.
`;

function rowOf({ letters, name, outcome }: PerfTestOption): string[] {
  const flags = [...(letters === undefined ? [] : [`-${letters}`]), `--${name}`].map(code).join(" ");
  if (outcome.kind === "refused") return [flags, "—", outcome.reason];
  if (outcome.kind === "equivalent") return [flags, flagsAsCode(outcome.use), outcome.note ?? ""];
  const { flag, letter } = OPTIONS[outcome.key];
  return [flags, [code(`-${letter}`), code(`--${flag}`)].join(" "), outcome.note ?? ""];
}

const COMMANDS_INTRODUCTION = `## The commands of PerfTest's documentation

The words after \`java -jar perf-test.jar\` in PerfTest's documentation, what Fairhare refuses in them, and the flags after
\`npm run bench --\` for the same question. A test runs each line of this table. "Works" means that the line is accepted as it
is.
`;

const COMMANDS_HEAD = ["PerfTest", "as typed", "Fairhare"];

const commandRows = (): string[][] =>
  DOCUMENTED_COMMANDS.map(({ perfTest, refused, here }) => [
    code(perfTest),
    refused.length === 0 ? "works" : `refused: ${refused.map(code).join(", ")}`,
    here === null ? "—" : code(here),
  ]);

const code = (text: string): string => `\`${text}\``;

/** `--a or --b C` → each flag with its value as code. */
const flagsAsCode = (text: string): string =>
  text
    .split(/(, | or )/)
    .map((part, index) => (index % 2 === 0 ? code(part) : part))
    .join("");
