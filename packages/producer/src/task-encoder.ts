// Encodes the message of a task: text that any client can read, with task number and intended time in the headers, or a
// binary body. All messages reuse the same objects, because amqplib copies them before `publish` returns.
import { createSizes, largestSize, type TrialSettings } from "@fairhare/workload";
import { fromMilliseconds, type Nanoseconds } from "@fairhare/core";
import {
  BINARY_BODY_BYTES,
  encodeBinaryBody,
  formatTaskText,
  INTENDED_HEADER,
  RUN_HEADER,
  TASK_HEADER,
} from "@fairhare/protocol";
import { FileTaskEncoder, type ReadBody } from "./file-encoder.ts";
import { MessageOptions, type OptionSettings, type PublishedOptions } from "./message-options.ts";

export interface TaskEncoder {
  /** Valid after `encode`, until the next one. */
  readonly body: Buffer;
  readonly options: PublishedOptions;
  encode(task: number, intendedAt: number, cost: Nanoseconds): void;
}

type EncoderSettings = OptionSettings & Pick<TrialSettings, "body" | "sizeBytes" | "dotMs">;

/** `runTag` marks every message; null marks none. Throws when a body file cannot be read. */
export function createTaskEncoder(
  settings: EncoderSettings,
  readBody: ReadBody,
  runTag: string | null = null,
): TaskEncoder {
  const properties = { ...settings.properties, ...(runTag === null ? {} : { [`header.${RUN_HEADER}`]: runTag }) };
  const tagged = { ...settings, properties };
  if (typeof settings.body !== "string") return new FileTaskEncoder(tagged, settings.body, readBody);
  return settings.body === "binary" ? new BinaryTaskEncoder(tagged) : new TextTaskEncoder(tagged);
}

/** A view has about 100 bytes. */
const MOST_VIEWS = 65_536;

class BinaryTaskEncoder implements TaskEncoder {
  body: Buffer;
  readonly options: PublishedOptions;
  readonly #sizeOf: (task: number) => number;
  readonly #message: MessageOptions;
  /** The largest body; a smaller one is a view of its first bytes. */
  readonly #whole: Buffer;
  /** Views by size, so that a repeated size allocates nothing. */
  readonly #views = new Map<number, Buffer>();

  constructor(settings: EncoderSettings) {
    this.#sizeOf = createSizes(settings);
    this.#whole = Buffer.alloc(Math.max(largestSize(settings.sizeBytes), BINARY_BODY_BYTES));
    this.body = this.#whole;
    this.#views.set(this.#whole.length, this.#whole);
    this.#message = new MessageOptions(settings);
    this.options = this.#message.options;
  }

  encode(task: number, intendedAt: number, cost: Nanoseconds): void {
    encodeBinaryBody(this.#whole, task, intendedAt, cost);
    this.#message.renew(task);
    const size = Math.max(this.#sizeOf(task), BINARY_BODY_BYTES);
    if (size !== this.body.length) this.body = this.#viewOf(size);
  }

  #viewOf(size: number): Buffer {
    const known = this.#views.get(size);
    if (known !== undefined) return known;
    const view = this.#whole.subarray(0, size);
    if (this.#views.size < MOST_VIEWS) this.#views.set(size, view);
    return view;
  }
}

class TextTaskEncoder implements TaskEncoder {
  body: Buffer = Buffer.alloc(0);
  readonly options: PublishedOptions;
  readonly #headers: Record<string, unknown> = { [TASK_HEADER]: 0, [INTENDED_HEADER]: 0 };
  readonly #message: MessageOptions;
  readonly #dot: Nanoseconds;
  readonly #sizeOf: (task: number) => number;

  constructor(settings: EncoderSettings) {
    this.#dot = fromMilliseconds(settings.dotMs);
    this.#sizeOf = createSizes(settings);
    this.#message = new MessageOptions(settings, this.#headers);
    this.options = this.#message.options;
  }

  encode(task: number, intendedAt: number, cost: Nanoseconds): void {
    this.#headers[TASK_HEADER] = task;
    this.#headers[INTENDED_HEADER] = intendedAt;
    this.#message.renew(task);
    // Pads with spaces, which a worker that counts dots ignores.
    this.body = Buffer.from(formatTaskText(task, cost, this.#dot).padEnd(this.#sizeOf(task)));
  }
}
