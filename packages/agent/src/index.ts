export { untilSuccessful } from "./backoff.ts";
export { createHostClock } from "./clock.ts";
export { GroupCommit } from "./group-commit.ts";
export { type Duty, runAgent, type Surroundings } from "./run-agent.ts";
export { openShardFile, type ShardSink } from "./shard-sink.ts";
export { ShardWriter } from "./shard-writer.ts";
