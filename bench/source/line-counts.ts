// Counts over source files: quantiles for each package, longest files, files for each folder. Pure: the files come as
// paths and line counts.
import { quantile } from "simple-statistics";

export interface SourceFile {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  readonly lines: number;
}

export interface GroupLines {
  readonly name: string;
  readonly files: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

type Row = readonly (string | number)[];

/** Below this length a file needs a reason to stand alone. */
const SHORT_LINES = 30;

/** Written by hand and not built: TypeScript and plain modules of `packages/` and `bench/`, tests included. */
export const isSource = (path: string): boolean =>
  /\.(?:ts|mjs)$/.test(path) && !/(?:^|\/)(?:node_modules|dist|\.turbo)\//.test(path);

/** Tests and what only tests use. They count towards their folder, not towards the lengths. */
const isTest = ({ path }: SourceFile): boolean => /\.test\.ts$|\/testing\//.test(path);

/** One row for each package, one for `bench`, and one overall; without tests. */
export function measureGroups(files: readonly SourceFile[]): GroupLines[] {
  const sources = files.filter((file) => !isTest(file));
  const groups = groupBy(sources, ({ path }) => (path.startsWith("bench/") ? "bench" : (path.split("/")[1] ?? "")));
  const rows = [...groups].map(([name, group]) => measure(name, group));
  return [...rows.toSorted((a, b) => a.name.localeCompare(b.name)), measure("all", sources)];
}

function measure(name: string, files: readonly SourceFile[]): GroupLines {
  const lines = files.map((file) => file.lines);
  const [median = 0, p90 = 0] = lines.length === 0 ? [] : quantile(lines, [0.5, 0.9]);
  return { name, files: lines.length, median: Math.round(median), p90: Math.round(p90), max: Math.max(0, ...lines) };
}

/** The longest files, longest first; without tests. */
export function longestFiles(files: readonly SourceFile[], count: number): Row[] {
  return byLength(files.filter((file) => !isTest(file)))
    .slice(-count)
    .toReversed()
    .map(({ path, lines }) => [path, lines]);
}

/** Files directly in each folder, fullest first: sources alone, and with the tests beside them. */
export function foldersOf(files: readonly SourceFile[]): Row[] {
  const folders = groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf("/")));
  return [...folders]
    .map(([folder, inside]) => [folder, inside.filter((file) => !isTest(file)).length, inside.length] as const)
    .toSorted((a, b) => b[1] - a[1] || b[2] - a[2]);
}

/** Files under 30 lines, shortest first; without tests and lists of exports. */
export function shortFiles(files: readonly SourceFile[]): Row[] {
  const alone = files.filter((file) => !isTest(file) && !file.path.endsWith("/index.ts") && file.lines < SHORT_LINES);
  return byLength(alone).map(({ path, lines }) => [path, lines]);
}

const byLength = (files: readonly SourceFile[]): SourceFile[] =>
  files.toSorted((a, b) => a.lines - b.lines || a.path.localeCompare(b.path));

function groupBy(files: readonly SourceFile[], keyOf: (file: SourceFile) => string): Map<string, SourceFile[]> {
  const groups = new Map<string, SourceFile[]>();
  for (const file of files) groups.set(keyOf(file), [...(groups.get(keyOf(file)) ?? []), file]);
  return groups;
}
