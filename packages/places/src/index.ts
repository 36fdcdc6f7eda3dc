export { type AgentGuard, type AgentOptions, runAgent } from "./agent/run-agent.ts";
export { CHILD_ARGUMENTS, CHILD_ENVIRONMENT } from "./local/child-options.ts";
export { launchProblem } from "./local/launch-problem.ts";
export { createLocalPlace, localPlace } from "./local/local-place.ts";
export type { ChildEnd, LaunchedProcess, Place, ProcessListener } from "./place.ts";
export { AgentPool, type AgentPoolOptions, AgentsMissingError } from "./pool/agent-pool.ts";
export type { RemoteAgent } from "./pool/remote-agent.ts";
export type { AgentFacts } from "./transport/messages.ts";
export { readToken, writeNewToken } from "./transport/token.ts";
