// The port to the machine of a run: processes, connections, files and time. real-host.ts implements it; the tests in
// bench/fuzz implement it in virtual time.
import type { ShardWriter } from "@fairhare/agent";
import type { Connect } from "@fairhare/amqp";
import type { Broker } from "@fairhare/broker";
import type { Timers } from "@fairhare/core";
import type { ChildMessage, ChildPlan, ParentMessage, ShardHeader } from "@fairhare/protocol";
import type { FleetMember, FleetProxy } from "@fairhare/proxy";
import type { ShardSource } from "@fairhare/store";

export interface ChildEnd {
  /** Null when a signal ended the process. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The failure that the process reported, or the end of its standard error. */
  readonly reason: string | undefined;
}

export interface ProcessListener {
  readonly onMessage: (message: ChildMessage) => void;
  /** Called once. */
  readonly onEnd: (end: ChildEnd) => void;
}

export interface LaunchedProcess {
  /** 0 when the process could not be started. */
  readonly pid: number;
  /** A message to an ended process is lost; `onEnd` reports the end. */
  send(message: ParentMessage): void;
  kill(signal: NodeJS.Signals): void;
}

export interface Host {
  readonly clock: Timers;
  /** Uniform in [0, 1), for jitter and names. */
  readonly random: () => number;
  readonly pid: number;
  readonly connect: Connect;
  /** Starts a child process. */
  readonly launch: (role: ChildPlan["role"], listener: ProcessListener) => LaunchedProcess;
  /** Stops the process (SIGSTOP) until disposal, or until the orchestrator itself has ended. */
  readonly freeze: (pid: number) => Promise<AsyncDisposable>;
  readonly openShard: (path: string, header: ShardHeader) => ShardWriter;
  readonly shards: ShardSource;
  readonly openProxy: (brokerUri: string, members: readonly FleetMember[]) => Promise<FleetProxy>;
  /** Sets the acknowledgement timeout, milliseconds, of channels opened until disposal; 0 changes nothing. */
  readonly setAckTimeout: (
    broker: Broker,
    timeoutMs: number,
    signal: AbortSignal,
  ) => Promise<AsyncDisposable | undefined>;
}
