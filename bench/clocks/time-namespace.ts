// Processes whose monotonic clock is hours away from that of this process, and runs at another rate: what their command needs.
import { spawnSync } from "node:child_process";
import { uptime } from "node:os";

/** Seconds before the boot of the machine that no clock may reach. */
const MARGIN_SECONDS = 60;

/** How the clock of a process on "another host" is made from the one of this machine. */
export interface MadeClock {
  readonly aheadSeconds: number;
  readonly driftPpm: number;
}

/** For --import; also from the compiled benchmarks, which do not copy it. */
const IS_BUILT = import.meta.url.includes("/dist/");
export const DRIFT = (
  IS_BUILT ? new URL("../../clocks/drift.mjs", import.meta.url) : new URL("drift.mjs", import.meta.url)
).href;

/** Whether this machine cannot run these tests; then says so, with the reason. */
export function isSkipped(tests: string): boolean {
  const reason = whyNoNamespaces();
  if (reason !== undefined) console.warn(`SKIPPED: ${tests}, because ${reason}.`);
  return reason !== undefined;
}

/** A clause; undefined if there are time namespaces. */
export function whyNoNamespaces(): string | undefined {
  if (process.platform !== "linux") return "time namespaces exist on Linux only";
  const { status, stderr } = spawnSync("unshare", ["--time", "--fork", "--monotonic=1", "true"], { encoding: "utf8" });
  if (status === 0) return undefined;
  return `a time namespace needs root and unshare of util-linux 2.36 (${stderr?.trim() || "unshare was not found"})`;
}

/** Three hours back, or as far as the machine has been running. */
export const hoursBack = (): number => -Math.min(3 * 3_600, Math.max(0, Math.floor(uptime()) - MARGIN_SECONDS));

/** Arguments of `unshare`, before the command. */
export const inNamespace = (aheadSeconds: number): string[] => [
  "--time",
  "--fork",
  "--kill-child",
  `--monotonic=${aheadSeconds}`,
  `--boottime=${aheadSeconds}`,
];

/** Four clocks: hours ahead and back, fast and slow. */
export const fourClocks = (): readonly MadeClock[] => [
  { aheadSeconds: 3 * 3_600, driftPpm: 100 },
  { aheadSeconds: hoursBack(), driftPpm: -100 },
  { aheadSeconds: 3_600, driftPpm: 50 },
  { aheadSeconds: Math.floor(hoursBack() / 2), driftPpm: -50 },
];
