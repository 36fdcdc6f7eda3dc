// What the orchestrator and an agent say to each other: control as JSON texts, shards as binary messages. Every message
// is read by the same version that wrote it, except `hello` and `refused`, whose first fields never change.
import type { Nanoseconds } from "@fairhare/core";
import type { ChildMessage, ChildPlan, ParentMessage } from "@fairhare/protocol";
import type { ChildEnd } from "../place.ts";

/** Increased with each change of the messages. */
export const AGENT_PROTOCOL = 1;

/** The host of an agent. */
export interface AgentFacts {
  readonly name: string;
  /** That the agent may use: a container may have fewer than its host. */
  readonly cores: number;
  readonly memoryBytes: number;
  /** Such as `linux x64`. */
  readonly platform: string;
  readonly nodeVersion: string;
  /** Equal for all processes on one running kernel, in containers too; null where the system does not tell. */
  readonly bootId: string | null;
}

export type AgentMessage =
  /** The first message of the connection. */
  | { readonly type: "hello"; readonly protocol: number; readonly version: string; readonly facts: AgentFacts }
  /** Process id 0: it could not be started. */
  | { readonly type: "started"; readonly process: number; readonly pid: number }
  | { readonly type: "said"; readonly process: number; readonly message: ChildMessage }
  /** The last message of a process: all bytes of its shard were sent before. */
  | { readonly type: "ended"; readonly process: number; readonly end: ChildEnd; readonly shardBytes: number }
  | { readonly type: "time"; readonly id: number; readonly t2: Nanoseconds; readonly t3: Nanoseconds }
  /** The agent was asked to end, and ends its processes. */
  | { readonly type: "leaving"; readonly reason: string };

export type PoolMessage =
  | {
      readonly type: "welcome";
      /** From 1. */
      readonly number: number;
      readonly count: number;
      /** A connection that is silent for this time is lost, for both sides. */
      readonly timeoutMs: number;
    }
  /** `isFinal`: no later attempt of this agent can succeed. */
  | { readonly type: "refused"; readonly reason: string; readonly isFinal: boolean }
  /** Numbers of processes are unique within the connection. */
  | { readonly type: "launch"; readonly process: number; readonly role: ChildPlan["role"] }
  | { readonly type: "tell"; readonly process: number; readonly message: ParentMessage }
  | { readonly type: "kill"; readonly process: number; readonly signal: NodeJS.Signals }
  /** So many more bytes of shards are in their files, or no longer wanted. */
  | { readonly type: "written"; readonly bytes: number }
  | { readonly type: "time"; readonly id: number }
  /** A fault: the agent and its processes end with SIGKILL. */
  | { readonly type: "crash" }
  /** The experiment is over. */
  | { readonly type: "goodbye" };
