// The port to the machine of a run: processes, connections, files and time. real-host.ts implements it; the tests in
// bench/fuzz implement it in virtual time.
import type { ShardWriter } from "@fairhare/child";
import type { Connect } from "@fairhare/amqp";
import type { Broker } from "@fairhare/broker";
import type { Timers } from "@fairhare/core";
import type { LaunchedProcess, ProcessListener } from "@fairhare/places";
import type { ShardHeader } from "@fairhare/protocol";
import type { FleetMember, FleetProxy } from "@fairhare/proxy";
import type { ShardSource } from "@fairhare/store";
import type { Tap, TapOptions } from "@fairhare/tap";
import type { FleetRole } from "@fairhare/workload";
import type { StartProgram } from "../programs/start-program.ts";
import type { FleetAgent } from "./fleet-agents.ts";

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
  /** Starts a child process; `process` is its number in its role. */
  readonly launch: (role: FleetRole, listener: ProcessListener, process: number) => LaunchedProcess;
  /** The agent on whose host the process was launched last; absent, or undefined, for the orchestrator's own host. */
  readonly agentOf?: (role: FleetRole, process: number) => FleetAgent | undefined;
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
