// Decodes the task of a delivered message, also of other clients. Reuses one object, since it runs for every message.
import { fromMilliseconds, nanoseconds, type Nanoseconds } from "@fairhare/core";
import type { Headers } from "@fairhare/amqp";
import type { TrialSettings } from "@fairhare/workload";
import {
  binaryIntendedAt,
  binaryTask,
  binaryWork,
  costOfText,
  INTENDED_HEADER,
  isBinaryBody,
  isOfRun,
  TASK_HEADER,
  WORK_HEADER,
} from "@fairhare/protocol";

export class TaskDecoder {
  /** 0 for a message of another client. */
  number = 0;
  /** Intended send time; 0 when the message has none. */
  intendedAt = 0;
  cost: Nanoseconds = nanoseconds(0);
  readonly #dot: Nanoseconds;
  readonly #needsCost: boolean;

  /** Work of a message with another run's tag is done, but its number means nothing here. */
  readonly #runTag: string | null;

  constructor(settings: Pick<TrialSettings, "dotMs" | "work">, runTag: string | null = null) {
    this.#runTag = runTag;
    this.#dot = fromMilliseconds(settings.dotMs);
    this.#needsCost = settings.work !== "none";
  }

  decode(body: Buffer, headers: Headers): void {
    const isOurs = isOfRun(headers, this.#runTag);
    const work = headers?.[WORK_HEADER];
    if (typeof work === "number") {
      this.number = isOurs ? numberOf(headers?.[TASK_HEADER]) : 0;
      this.intendedAt = isOurs ? numberOf(headers?.[INTENDED_HEADER]) : 0;
      this.cost = nanoseconds(work * 1e3);
      return;
    }
    if (isBinaryBody(body)) {
      this.number = isOurs ? binaryTask(body) : 0;
      this.intendedAt = isOurs ? binaryIntendedAt(body) : 0;
      this.cost = binaryWork(body);
      return;
    }
    this.number = isOurs ? numberOf(headers?.[TASK_HEADER]) : 0;
    this.intendedAt = isOurs ? numberOf(headers?.[INTENDED_HEADER]) : 0;
    if (this.#needsCost) this.cost = costOfText(body.toString("utf8"), this.#dot);
  }
}

const numberOf = (header: unknown): number => (typeof header === "number" ? header : 0);
