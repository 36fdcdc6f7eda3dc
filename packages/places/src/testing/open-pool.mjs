// A process that opens a pool from the built package, prints its port, and starts a worker on the first agent.
import { createHostTimers } from "@fairhare/child";
import { AgentPool } from "@fairhare/places";

const [version = "", token = ""] = process.argv.slice(2);
const pool = await AgentPool.listen({
  address: "127.0.0.1",
  port: 0,
  token,
  count: 1,
  joinTimeoutMs: 30_000,
  agentTimeoutMs: 10_000,
  version,
  clock: createHostTimers(),
  signal: new AbortController().signal,
  onNotice: () => undefined,
  onListening: ({ port }) => process.stdout.write(`port ${port}\n`),
});
const launched = pool.agents[0]?.launch("worker", { onMessage: () => undefined, onEnd: () => undefined });
await launched?.started;
process.stdout.write(`pid ${launched?.pid}\n`);
