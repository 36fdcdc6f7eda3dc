// Encodes the message of a task: text that any client can read, with task number and intended time in the headers, or a
// binary body. All messages reuse the same objects, because amqplib copies them before `publish` returns.
import type { TrialSettings } from "@fairhare/workload";
import { fromMilliseconds, type Nanoseconds } from "@fairhare/core";
import { BINARY_BODY_BYTES, encodeBinaryBody, formatTaskText, INTENDED_HEADER, TASK_HEADER } from "@fairhare/protocol";

export interface TaskEncoder {
  /** Valid after `encode`, until the next one. */
  readonly body: Buffer;
  readonly options: {
    readonly persistent: boolean;
    readonly mandatory: boolean;
    readonly headers?: Record<string, unknown>;
  };
  encode(task: number, intendedAt: number, cost: Nanoseconds): void;
}

type EncoderSettings = Pick<TrialSettings, "body" | "sizeBytes" | "dotMs" | "persistent">;

export function createTaskEncoder(settings: EncoderSettings): TaskEncoder {
  return settings.body === "binary" ? new BinaryTaskEncoder(settings) : new TextTaskEncoder(settings);
}

class BinaryTaskEncoder implements TaskEncoder {
  readonly body: Buffer;
  readonly options: TaskEncoder["options"];

  constructor({ sizeBytes, persistent }: EncoderSettings) {
    this.body = Buffer.alloc(Math.max(sizeBytes, BINARY_BODY_BYTES));
    this.options = { persistent, mandatory: true };
  }

  encode(task: number, intendedAt: number, cost: Nanoseconds): void {
    encodeBinaryBody(this.body, task, intendedAt, cost);
  }
}

class TextTaskEncoder implements TaskEncoder {
  body: Buffer = Buffer.alloc(0);
  readonly options: TaskEncoder["options"] & { readonly headers: Record<string, unknown> };
  readonly #dot: Nanoseconds;
  readonly #size: number;

  constructor({ dotMs, sizeBytes, persistent }: EncoderSettings) {
    this.#dot = fromMilliseconds(dotMs);
    this.#size = sizeBytes;
    this.options = { persistent, mandatory: true, headers: { [TASK_HEADER]: 0, [INTENDED_HEADER]: 0 } };
  }

  encode(task: number, intendedAt: number, cost: Nanoseconds): void {
    this.options.headers[TASK_HEADER] = task;
    this.options.headers[INTENDED_HEADER] = intendedAt;
    // Pads with spaces, which a worker that counts dots ignores.
    this.body = Buffer.from(formatTaskText(task, cost, this.#dot).padEnd(this.#size));
  }
}
