// Ends what is left of an agent: its processes and its directory. Imports only Node's built-in modules, because the
// guardian runs it.
import { rm } from "node:fs/promises";
import { basename } from "node:path";
import { endProcesses } from "./end-node.ts";
import type { NodeMark } from "./marked-processes.ts";

/** The directory of every agent begins with this prefix; no other directory is ever removed. */
export const AGENT_DIRECTORY_PREFIX = "fairhare-agent-";

/** Without `/proc` the processes end by themselves: their channel to the agent is closed. */
export async function endAgent(mark: NodeMark, directory: string): Promise<void> {
  if (!basename(directory).startsWith(AGENT_DIRECTORY_PREFIX))
    throw new Error(`${directory} is not the directory of an agent`);
  const survivors = await endProcesses(mark);
  await rm(directory, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 });
  if (survivors.length > 0) throw new Error(`processes ${survivors.join(", ")} of the agent did not end after SIGKILL`);
}
