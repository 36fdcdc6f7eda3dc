// The port to the machine of a run: processes, connections, files and time. real-host.ts implements it; the tests in
// bench/fuzz implement it in virtual time.
import type { ShardWriter } from "@fairhare/agent";
import type { Connect } from "@fairhare/amqp";
import type { Broker } from "@fairhare/broker";
import type { Timers } from "@fairhare/core";
import type { ChildMessage, ChildPlan, ParentMessage, ShardHeader } from "@fairhare/protocol";
import type { FleetMember, FleetProxy } from "@fairhare/proxy";
import type { ShardSource } from "@fairhare/store";
import type { Tap, TapOptions } from "@fairhare/tap";
import type { StartProgram } from "../programs/start-program.ts";

export interface ChildEnd {
  /** Null when a signal ended the process. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The process shut down as it was asked to. */
  readonly isGraceful: boolean;
  /** The failure that the process reported, or the end of its standard error. */
  readonly reason: string | undefined;
}

export interface ProcessListener {
  readonly onMessage: (message: ChildMessage) => void;
  /** Called once. */
  readonly onEnd: (end: ChildEnd) => void;
}

export interface LaunchedProcess {
  /** The process that writes the shard; 0 when it could not be started. */
  readonly pid: number;
  /** Where signals go, if not to `pid`: as a negative number a process group; 0 when nothing runs. */
  readonly signalTarget?: number;
  /** Time from a stop to the end that the process may take by itself; absent: Fairhare's own default. */
  readonly stopMs?: number;
  /** Without its consumers the process ends. */
  readonly endsWithConsumers?: boolean;
  /** For a message about a process that does not become ready: what it does instead. */
  readonly detail?: string;
  /** A message to an ended process is lost; `onEnd` reports the end. */
  send(message: ParentMessage): void;
  kill(signal: NodeJS.Signals): void;
}

/** What programs of the user need from the machine. */
interface ProgramHost {
  readonly start: StartProgram;
  readonly openTap: (options: TapOptions) => Promise<Tap>;
  /** Ends the programs however the orchestrator ends. */
  readonly startGuard: () => Promise<ProgramGuardian>;
}

export interface ProgramGuardian extends AsyncDisposable {
  /** To be added to the environment of every program. */
  readonly environment: Readonly<Record<string, string>>;
  started(group: number): void;
  ended(group: number): void;
}

/** Seconds since the start of the machine, summed over all cores, and of this process. */
export interface MachineCpu {
  readonly cores: number;
  readonly busySeconds: number;
  readonly stealSeconds: number;
  readonly ownSeconds: number;
}

export interface Host {
  readonly clock: Timers;
  /** Uniform in [0, 1), for jitter and names. */
  readonly random: () => number;
  readonly pid: number;
  /** The CPU time of the machine so far; null if it does not say. Absent on a simulated machine. */
  readonly machineCpu?: () => MachineCpu | null;
  readonly connect: Connect;
  /** Starts a child process. */
  readonly launch: (role: ChildPlan["role"], listener: ProcessListener) => LaunchedProcess;
  readonly programs: ProgramHost;
  /** Stops the process, or the process group of a negative number, (SIGSTOP) until disposal, or until the orchestrator itself has ended. */
  readonly freeze: (target: number) => Promise<AsyncDisposable>;
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
