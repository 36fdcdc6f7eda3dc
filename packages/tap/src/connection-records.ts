// What a process's role makes of the messages of its connections: worker-records.ts and producer-records.ts implement it.
import type { Settlement, Side, WireMessage } from "@fairhare/wire";
import type { DoneReports } from "./done-reports.ts";
import type { MessageIdentity } from "./message-identity.ts";
import type { Recording } from "./recording.ts";
import type { TapEvents } from "./tap.ts";
import type { TaskNumbers } from "./task-numbers.ts";
import type { WireFacts } from "./wire-facts.ts";

/** One object for each connection. A role that does not care for a message leaves its method out. */
export interface ConnectionRecords {
  consuming?(): void;
  cancelled?(by: Side): void;
  delivered?(message: WireMessage): void;
  settled?(channel: number, tag: number, label: number, how: Settlement, isMultiple: boolean): void;
  published?(message: WireMessage): void;
  returned?(message: WireMessage): void;
  confirmed?(task: number, isAccepted: boolean): void;
  channelEnded(channel: number): void;
  /** The connection has ended. */
  ended(): void;
}

export interface RecordPorts {
  readonly recording: Recording;
  readonly facts: WireFacts;
  readonly events: TapEvents;
  readonly tasks: TaskNumbers;
  readonly identity: MessageIdentity;
  readonly hasDeadLetterQueue: boolean;
  /** The trial's work is `none`: it begins with the delivery, and no `started` is recorded. */
  readonly isWorkless: boolean;
  /** Undefined if nothing reports completions. */
  readonly done: DoneReports | undefined;
  /** Records, once for each incarnation, that the producer begins to publish. */
  readonly begin: () => void;
  /** Calls after this turn of the event loop, when the bytes of the turn are with the broker's socket. */
  readonly soon: (act: () => void) => void;
}
