// A place for processes of a fleet, and a process as the fleet sees it, wherever it runs.
import type { ChildMessage, ChildPlan, ParentMessage } from "@fairhare/protocol";

export interface Place {
  /** Starts a process; a failure to start is its end. */
  launch(role: ChildPlan["role"], listener: ProcessListener): LaunchedProcess;
}

export interface ProcessListener {
  readonly onMessage: (message: ChildMessage) => void;
  /** Called once. */
  readonly onEnd: (end: ChildEnd) => void;
}

export interface ChildEnd {
  /** Null when a signal ended the process. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The process shut down as it was asked to. */
  readonly isGraceful: boolean;
  /** The failure that the process reported, or the end of its standard error. */
  readonly reason: string | undefined;
  /** The connection to its host was lost, or its shard could not be written: the last records may be missing. */
  readonly isShardIncomplete?: boolean;
}

export interface LaunchedProcess {
  /** The process that writes the shard, as its host numbers it; 0 when it could not be started, or until `started`. */
  readonly pid: number;
  /** Resolves when `pid` is final; absent: it is so from the beginning. Never later than `onEnd`. */
  readonly started?: Promise<void>;
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
