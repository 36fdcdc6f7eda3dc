// Memory and open files of a process and all its descendants, from /proc of Linux.
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessSample {
  readonly pid: number;
  /** `orchestrator`, `worker 1`, `producer 1`, `broker`; others by the name of their program. */
  readonly name: string;
  readonly residentBytes: number;
  readonly openFiles: number;
}

/** Processes that end meanwhile are left out. */
export function sampleTree(root: number): ProcessSample[] {
  const names = new Map<string, number>();
  return descendantsOf(root).flatMap((pid): ProcessSample[] => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      const residentBytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
      const kind = kindOf(pid, root, readFileSync(`/proc/${pid}/cmdline`, "utf8"));
      const number = (names.get(kind) ?? 0) + 1;
      names.set(kind, number);
      const name = kind === "worker" || kind === "producer" ? `${kind} ${number}` : kind;
      return [{ pid, name, residentBytes, openFiles: readdirSync(`/proc/${pid}/fd`).length }];
    } catch {
      return [];
    }
  });
}

function kindOf(pid: number, root: number, command: string): string {
  if (pid === root) return "orchestrator";
  if (/beam/.test(command)) return "broker";
  if (/worker/.test(command)) return "worker";
  if (/producer/.test(command)) return "producer";
  return /[^/\0]+(?=\0|$)/.exec(command)?.[0] ?? "other";
}

/** In the order of their process ids, the root first. */
function descendantsOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const found = new Set([root]);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  return [...found].toSorted((a, b) => a - b);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}
