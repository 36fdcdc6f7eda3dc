// The limits of the control group of this process, for version 1 and version 2 of control groups. Every group above
// it limits it as well, so the smallest value counts.
import type { CgroupLimits } from "./facts.ts";
import { type ReadText, readWord } from "./read-text.ts";

const ROOT = "/sys/fs/cgroup";
/** Version 1 writes "no limit" as a number near 2^63, rounded down to a page. */
const NO_LIMIT_BYTES = 2 ** 60;

export function cgroupLimits(read: ReadText): CgroupLimits {
  const groups = read("/proc/self/cgroup") ?? "";
  const unified = directoriesOf(ROOT, /^0::(\/.*)$/m.exec(groups)?.[1]);
  const inGroup = (controller: string): string[] =>
    directoriesOf(
      `${ROOT}/${controller}`,
      new RegExp(String.raw`^\d+:(?:[^:]*,)?${controller}(?:,[^:]*)?:(\/.*)$`, "m").exec(groups)?.[1],
    );
  return {
    cores: smallest([
      ...unified.map((group) => quota(read(`${group}/cpu.max`)?.split(/\s+/) ?? [])),
      ...inGroup("cpu").map((group) =>
        quota([readWord(read, `${group}/cpu.cfs_quota_us`), readWord(read, `${group}/cpu.cfs_period_us`)]),
      ),
    ]),
    memoryBytes: smallest([
      ...unified.map((group) => limit(readWord(read, `${group}/memory.max`))),
      ...inGroup("memory").map((group) => limit(readWord(read, `${group}/memory.limit_in_bytes`))),
    ]),
    processes: smallest([...unified, ...inGroup("pids")].map((group) => limit(readWord(read, `${group}/pids.max`)))),
  };
}

/** The directory of the group and of each group above it. In a container, only the topmost may be visible. */
function directoriesOf(root: string, group: string | undefined): string[] {
  const names = (group ?? "/").split("/").filter(Boolean);
  return [root, ...names.map((_, index) => `${root}/${names.slice(0, index + 1).join("/")}`)];
}

/** Cores; the quota is the time that the group may use in each period. `max` and -1 mean that there is none. */
function quota([quotaUs, periodUs]: readonly (string | undefined)[]): number | null {
  const cores = Number(quotaUs) / Number(periodUs);
  return Number.isFinite(cores) && cores > 0 ? cores : null;
}

function limit(text: string | undefined): number | null {
  const value = Number(text);
  return Number.isFinite(value) && value > 0 && value < NO_LIMIT_BYTES ? value : null;
}

function smallest(values: readonly (number | null)[]): number | null {
  const limits = values.filter((value) => value !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}
