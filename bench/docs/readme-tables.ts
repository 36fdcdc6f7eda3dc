// The tables of README.md and docs/claims.md that show measured numbers, rendered from the committed results.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Results, TrialResult } from "@fairhare/results";

const REPORTS = fileURLToPath(new URL("../../reports", import.meta.url));
const VERSIONS = ["3.10.8", "4.0.5", "4.3.6"] as const;
type Version = (typeof VERSIONS)[number];
const VERDICTS = ["reproduced", "depends", "refuted"] as const;

/** The parts of claims.json that the tables show. */
interface Claim {
  readonly id: string;
  readonly verdict: string;
  readonly expectations: readonly {
    readonly in: string;
    readonly measure: string;
    readonly findings: readonly { readonly trial: string; readonly numbers: { readonly median: number } }[];
  }[];
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(`${REPORTS}/${path}`, "utf8"));
const claimsOn = (version: Version): readonly Claim[] =>
  (readJson(`claims/${version}/claims.json`) as { claims: readonly Claim[] }).claims;

/** One row per trial of reports/odd-even. */
export function oddEvenTable(): string {
  const { trials } = readJson("odd-even/results.json") as Results;
  const head = [
    "workers",
    "prefetch",
    "makespan",
    "× lower bound",
    "Jain by tasks",
    "Jain by busy time",
    "busiest worker",
    "lost",
  ];
  return markdownTable(
    head,
    trials.map((trial) => oddEvenRow(trial)),
    new Set([1]),
  );
}

function oddEvenRow(trial: TrialResult): string[] {
  const median = (metric: string): number => trial.summary[metric]?.median ?? Number.NaN;
  const lost = trial.runs.reduce((sum, { ledger }) => sum + ledger.lost, 0);
  return [
    String(trial.settings["workers"]),
    trial.settings["prefetch"] === 0 ? "unlimited" : String(trial.settings["prefetch"]),
    `${(median("makespanMs") / 1000).toPrecision(3)} s`,
    median("boundRatio").toFixed(2),
    median("fairness.jainTasks").toFixed(3),
    median("fairness.jainBusy").toFixed(3),
    `${(100 * median("fairness.maxBusyShare")).toFixed(1)} %`,
    String(lost),
  ];
}

/** Verdicts counted by version of RabbitMQ, and an example of each version. */
export function claimsTable(): string {
  const rows = VERSIONS.map((version) => {
    const claims = claimsOn(version);
    const counts = VERDICTS.map((verdict) => String(claims.filter((claim) => claim.verdict === verdict).length));
    return [`[${version}](reports/claims/${version}/report.md)`, ...counts, EXAMPLES[version](claims)];
  });
  return markdownTable(["RabbitMQ", ...VERDICTS, "example"], rows, new Set([0, 4]));
}

const EXAMPLES: Readonly<Record<Version, (claims: readonly Claim[]) => string>> = {
  "3.10.8": () => "C06, refuted: a task that exceeds the acknowledgement timeout is done twice",
  "4.0.5": (claims) =>
    `C13, depends: a power cut lost ${lostByPowerCut(claims, "classic")} _confirmed_ messages of a classic queue and ${lostByPowerCut(claims, "quorum")} of a quorum queue`,
  "4.3.6": () => "C06, depends: classic queues have no acknowledgement timeout; a quorum queue cancels the consumer",
};

function lostByPowerCut(claims: readonly Claim[], queueType: string): string {
  const findings = claims
    .filter(({ id }) => id === "C13")
    .flatMap(({ expectations }) => expectations)
    .filter((expectation) => expectation.in === "cut" && expectation.measure === "ledger.lost")
    .flatMap((expectation) => expectation.findings);
  const lost = findings.find(({ trial }) => trial === `queueType=${queueType}`)?.numbers.median;
  return lost?.toLocaleString("en-US") ?? "?";
}

/** Which claims have which verdict, by version of RabbitMQ. */
export function claimIdsTable(): string {
  const rows = VERSIONS.map((version) => {
    const claims = claimsOn(version);
    const ids = VERDICTS.map((verdict) => idRanges(claims.filter((claim) => claim.verdict === verdict)));
    return [`[RabbitMQ ${version}](../reports/claims/${version}/report.md)`, ...ids];
  });
  return markdownTable(["broker", ...VERDICTS], rows, new Set([0, 1, 2, 3]));
}

/** `C01–C05, C07, C08`: from three in a row on, a range. */
function idRanges(claims: readonly Claim[]): string {
  const ranges: [number, number][] = [];
  for (const number of claims.map(({ id }) => Number(id.slice(1)))) {
    const last = ranges.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges
    .map(([from, to]) => {
      if (from === to) return claimId(from);
      return to - from === 1 ? `${claimId(from)}, ${claimId(to)}` : `${claimId(from)}–${claimId(to)}`;
    })
    .join(", ");
}

const claimId = (number: number): string => `C${String(number).padStart(2, "0")}`;

/** Padded as the formatter pads it; columns are aligned right but for those in `left`. */
function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left: ReadonlySet<number>,
): string {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string =>
    left.has(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const rule = widths.map((width, column) => (left.has(column) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [head.map(pad), rule, ...rows.map((row) => row.map(pad))]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
