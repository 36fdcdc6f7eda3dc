// Finds and kills the processes of one node by the marker that they inherit in their environment; never by name,
// because the machine may run other RabbitMQ nodes. Imports only Node's built-in modules, because the guardian runs it.
import { readdirSync, readFileSync } from "node:fs";

export const NODE_MARKER = "FAIRHARE_NODE_ID";

/** Identifies the processes of a node. */
export interface NodeMark {
  /** The random value of the marker. */
  readonly id: string;
  /** Leaders of the node's process groups, for systems without `/proc`. */
  readonly groups: ReadonlySet<number>;
}

/** The running processes of the node. A zombie has no environment and does not count. */
export function nodeProcesses(mark: NodeMark): number[] {
  return process.platform === "linux" ? markedProcesses(mark.id) : [...mark.groups].filter(groupIsAlive);
}

/** Sends SIGKILL to all current processes of the node. */
export function killNodeProcesses(mark: NodeMark): void {
  // If the marker can be read, groups are not used: another program's group may have got the number meanwhile.
  const targets = process.platform === "linux" ? markedProcesses(mark.id) : [...mark.groups].map((group) => -group);
  signalProcesses(targets, "SIGKILL");
}

function markedProcesses(id: string): number[] {
  const marker = `${NODE_MARKER}=${id}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(marker))
    .map(Number);
}

function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
  } catch {
    // The process has ended meanwhile, or belongs to another user.
    return [];
  }
}

function groupIsAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

/** A negative number is a process group. A process that has already ended is not an error. */
export function signalProcesses(targets: readonly number[], signal: NodeJS.Signals): void {
  for (const target of targets)
    try {
      process.kill(target, signal);
    } catch {
      // The process has already ended.
    }
}
