// What a run needs of the machine that it runs on: processes, connections, files and time. The real one is
// real-host.ts; the simulated fleets run the same orchestrator over one in virtual time.
import type { ShardWriter } from "@fairhare/agent";
import type { Connect } from "@fairhare/amqp";
import type { Broker } from "@fairhare/broker";
import type { Timers } from "@fairhare/core";
import type { ChildMessage, ChildPlan, ParentMessage, ShardHeader } from "@fairhare/protocol";
import type { FleetMember, FleetProxy } from "@fairhare/proxy";
import type { ShardSource } from "../drain/history-tail.ts";

export interface ChildEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it said before it went, if it said anything. */
  readonly reason: string | undefined;
}

export interface ProcessListener {
  readonly onMessage: (message: ChildMessage) => void;
  /** Once. `reason`: what the system or the process's standard error says. */
  readonly onEnd: (end: ChildEnd) => void;
}

export interface LaunchedProcess {
  /** 0 when it could not be started. */
  readonly pid: number;
  /** A message to a process that has just died is lost, which `onEnd` tells. */
  send(message: ParentMessage): void;
  kill(signal: NodeJS.Signals): void;
}

export interface Host {
  readonly clock: Timers;
  /** Uniform in [0, 1), for jitter and names. */
  readonly random: () => number;
  readonly pid: number;
  readonly connect: Connect;
  /** Starts a child's process, which serves its messages. */
  readonly launch: (role: ChildPlan["role"], listener: ProcessListener) => LaunchedProcess;
  /** SIGSTOP until it is disposed of, also when we are killed meanwhile. */
  readonly freeze: (pid: number) => Promise<AsyncDisposable>;
  readonly openShard: (path: string, header: ShardHeader) => ShardWriter;
  readonly shards: ShardSource;
  readonly openProxy: (brokerUri: string, members: readonly FleetMember[]) => Promise<FleetProxy>;
  /** Channels that are opened until it is disposed of have this timeout, milliseconds; 0 leaves everything as it is. */
  readonly setAckTimeout: (
    broker: Broker,
    timeoutMs: number,
    signal: AbortSignal,
  ) => Promise<AsyncDisposable | undefined>;
}
