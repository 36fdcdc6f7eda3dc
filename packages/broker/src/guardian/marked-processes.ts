// The processes of one node, found by the marker that each of them inherits in its environment. Never by name: the
// machine may run other RabbitMQs. Only built-ins: the guardian runs this alone.
import { readdirSync, readFileSync } from "node:fs";

export const NODE_MARKER = "FAIRHARE_NODE_ID";

/** How the processes of a node are recognised. */
export interface NodeMark {
  /** Unguessable; the marker's value. */
  readonly id: string;
  /** Leaders of the process groups that were started for it, for systems without `/proc`. */
  readonly groups: ReadonlySet<number>;
}

/** Living processes of the node. A zombie has no environment any more and does not count. */
export function nodeProcesses(mark: NodeMark): number[] {
  return process.platform === "linux" ? markedProcesses(mark.id) : [...mark.groups].filter(groupIsAlive);
}

/** SIGKILL to all processes of the node that exist at this moment. */
export function killNodeProcesses(mark: NodeMark): void {
  // Not the groups where the marker can be read: a number may have been given to somebody else's group meanwhile.
  const targets = process.platform === "linux" ? markedProcesses(mark.id) : [...mark.groups].map((group) => -group);
  for (const target of targets) signalQuietly(target);
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
    // It ended meanwhile, or it is another user's.
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

function signalQuietly(target: number): void {
  try {
    process.kill(target, "SIGKILL");
  } catch {
    // Gone already: what was wanted.
  }
}
