// `npm run bench:micro -- [--json FILE] [--compare FILE] [--only REGEXP] [--passes N]`: the cost of Fairhare's own hot paths,
// without a broker. `--compare` shows what changed since a measurement that `--json` wrote.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { benchChecker } from "./checker.bench.ts";
import { changeOf, FEWEST_PASSES } from "./comparison.ts";
import { benchHistoryCodec } from "./history-codec.bench.ts";
import { benchLatency } from "./latency.bench.ts";
import { benchReport } from "./report.bench.ts";
import { benchSchedule } from "./schedule.bench.ts";
import { measure, nanosecondsOf, type Row } from "./suite.ts";
import { benchTaskBody } from "./task-body.bench.ts";
import { benchWireReader } from "./wire-reader.bench.ts";

const SUITES = [
  benchHistoryCodec,
  benchTaskBody,
  benchSchedule,
  benchLatency,
  benchChecker,
  benchWireReader,
  benchReport,
];

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    compare: { type: "string" },
    only: { type: "string", default: "" },
    passes: { type: "string", default: "5" },
  },
});
const passes = Number(values.passes);
if (!Number.isInteger(passes) || passes < 1) throw new Error("--passes must be a whole number from 1 on.");
const earlier = values.compare === undefined ? undefined : readRows(values.compare);

const rows = await measure(SUITES, passes, new RegExp(values.only));
process.stdout.write(`${tableOf(rows)}\n`);
if (earlier !== undefined)
  process.stdout.write(
    `~ the passes of both measurements overlap, or one has fewer than ${FEWEST_PASSES}: no difference is shown.\n`,
  );
if (values.json !== undefined) {
  const environment = { node: process.version, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length };
  writeFileSync(values.json, `${JSON.stringify({ environment, rows }, null, 2)}\n`);
}

function tableOf(measured: readonly Row[]): string {
  const table = new Table({
    head: ["operation", "ns", "passes, ns", "per second", ...(earlier === undefined ? [] : ["change"])],
    colAligns: ["left", "right", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const row of measured) {
    const nanoseconds = nanosecondsOf(row);
    const range = `${digits(Math.min(...row.passes))}–${digits(Math.max(...row.passes))}`;
    const perSecond = Math.round(1e9 / nanoseconds).toLocaleString("en");
    table.push([row.name, digits(nanoseconds), range, perSecond, ...(earlier === undefined ? [] : [changeWords(row)])]);
  }
  return table.toString();
}

function changeWords(row: Row): string {
  const change = changeOf(row, earlier ?? []);
  if (change === undefined) return "new";
  const percent = `${change.relative >= 0 ? "+" : "−"}${Math.abs(change.relative * 100).toFixed(1)} %`;
  return change.isNoise ? `~ (${percent})` : percent;
}

function digits(nanoseconds: number): string {
  return nanoseconds < 100 ? nanoseconds.toFixed(1) : Math.round(nanoseconds).toLocaleString("en");
}

function readRows(file: string): Row[] {
  const document = JSON.parse(readFileSync(file, "utf8")) as { readonly rows?: Row[] };
  if (!Array.isArray(document.rows)) throw new Error(`--compare ${file} is not a file that bench:micro --json wrote.`);
  return document.rows;
}
