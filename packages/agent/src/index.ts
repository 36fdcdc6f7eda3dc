export { Agent, type AgentHost, CHILD_FAILED, type Duty, type Profession, type Surroundings } from "./agent.ts";
export { type BackoffPorts, untilSuccessful } from "./backoff.ts";
export { createHostTimers } from "./clock.ts";
export { GroupCommit } from "./group-commit.ts";
export { runAgent } from "./run-agent.ts";
export { openShardFile, type ShardSink, ShardWriter } from "./shard-writer.ts";
