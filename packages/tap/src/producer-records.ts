// Turns the publishes of a producer's connection, and the broker's answers, into records.
import { EventKind } from "@fairhare/protocol";
import type { WireMessage } from "@fairhare/wire";
import type { ConnectionRecords, RecordPorts } from "./connection-records.ts";

export class ProducerRecords implements ConnectionRecords {
  readonly #ports: RecordPorts;
  #isHanding = false;
  #hasEnded = false;

  constructor(ports: RecordPorts) {
    this.#ports = ports;
  }

  published(message: WireMessage): void {
    const { recording, identity, tasks, begin } = this.#ports;
    begin();
    identity.read(message);
    let { task } = identity;
    if (task > 0) tasks.reserve(task);
    else if (identity.key !== undefined) task = tasks.publish(identity.key);
    message.label = task;
    recording.append(EventKind.attempted, task, identity.intendedAt, 0, Math.round(identity.workMicros));
    if (message.sequence === 0) this.#hand();
  }

  returned(message: WireMessage): void {
    const { recording, identity, tasks } = this.#ports;
    identity.read(message);
    const task = identity.key === undefined ? identity.task : tasks.find(identity.key);
    recording.append(EventKind.returned, task, 0, 0, message.replyCode);
  }

  confirmed(task: number, isAccepted: boolean): void {
    this.#ports.recording.append(isAccepted ? EventKind.confirmed : EventKind.nacked, task);
  }

  channelEnded(): void {}

  ended(): void {
    this.#hasEnded = true;
  }

  /** Without confirms: the bytes of this turn go to the broker's socket when all of them are read. */
  #hand(): void {
    if (this.#isHanding) return;
    this.#isHanding = true;
    this.#ports.soon(() => {
      this.#isHanding = false;
      if (this.#hasEnded) return;
      this.#ports.recording.append(EventKind.handed);
      this.#ports.recording.flush();
    });
  }
}
