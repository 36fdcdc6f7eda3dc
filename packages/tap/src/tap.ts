// The tap of one process, as the fleet uses it: the process connects to `uri` instead of to the broker, and each of its
// incarnations leaves a shard. process-tap.ts implements it.
import type { ShardWriter } from "@fairhare/child";
import type { Nanoseconds, Timers } from "@fairhare/core";
import type { FleetLine, FleetMember, UpstreamTls } from "@fairhare/proxy";
import type { TaskNumbers } from "./task-numbers.ts";
import type { WireFacts } from "./wire-facts.ts";

export interface TapOptions {
  readonly member: FleetMember;
  /** `slot` of every record: the slot of a worker, or the number of a producer. From 1. */
  readonly slot: number;
  /** The process speaks plain AMQP to the tap; with amqps:// the tap speaks TLS to the broker. */
  readonly brokerUri: string;
  /** For amqps://: CA, client certificate and key, server name. */
  readonly tls?: UpstreamTls;
  readonly clock: Timers;
  /** Shared by all taps of a run. */
  readonly tasks: TaskNumbers;
  /** The queue dead-letters what is rejected without requeue. */
  readonly hasDeadLetterQueue: boolean;
  /**
   * `reportDone` reports the completions of no-ack deliveries. Otherwise only their delivery is known, and the tap does
   * not remember them.
   */
  readonly reportsDone: boolean;
  /** The trial's work is `none`: it begins with its delivery. False by default. */
  readonly isWorkless?: boolean;
}

export interface TapEvents {
  /** The broker has registered a consumer. */
  readonly onConsuming?: () => void;
  /** An ack, nack or reject was recorded; `task` is 0 for a message that has no number. */
  readonly onSettled?: (task: number, isCompleted: boolean) => void;
  /** What the process sends or receives is not AMQP 0-9-1; nothing more is read from this connection. A sentence. */
  readonly onProblem?: (problem: string) => void;
}

export interface Tap extends AsyncDisposable {
  /** amqp://127.0.0.1:port, with the user, password, virtual host and heartbeat of the broker's URI. */
  readonly uri: string;
  /** For faults; the same over all incarnations. */
  readonly line: FleetLine;
  /** Read off the wire, over all incarnations. */
  readonly facts: WireFacts;
  /** A process has been started: its connections are recorded in `shard`, which the tap closes. */
  begin(shard: ShardWriter, events?: TapEvents): void;
  /** No-ack consumers: the program has said that the oldest delivery that is not done is done. Needs `reportsDone`. */
  reportDone(at: Nanoseconds): void;
  /**
   * The process has ended. Resolves when everything that it had sent is recorded, and the shard is closed.
   * `isClean`: it exited with code 0; a producer has then finished.
   */
  processEnded(end: { readonly isClean: boolean }): Promise<void>;
}
