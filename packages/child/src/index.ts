export {
  CommandLoop,
  type ChildHost,
  CHILD_FAILED,
  type Duty,
  type Profession,
  type Surroundings,
} from "./command-loop.ts";
export { type BackoffPorts, untilSuccessful } from "./backoff.ts";
export { createHostTimers, shiftedTimers } from "./clock.ts";
export { GroupCommit } from "./group-commit.ts";
export { runChild } from "./run-child.ts";
export { openShardFile, type ShardSink, ShardWriter } from "./shard-writer.ts";
