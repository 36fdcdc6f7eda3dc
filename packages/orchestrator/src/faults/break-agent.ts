// Ends an agent abruptly, with all processes that it runs: SIGKILL, as if its host had crashed.
import type { FleetAgent } from "../fleet/fleet-agents.ts";

/** Resolves when the connection to the agent is lost. */
export async function breakAgent(agent: FleetAgent): Promise<void> {
  const lost = new Promise<void>((resolve) => agent.onLost(() => resolve()));
  agent.crash();
  await lost;
}
