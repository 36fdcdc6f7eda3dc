// Encodes the bodies that the user gave as files, byte for byte, with the task number in place of `{{task}}`. What the
// worker must know of the task is in the headers.
import { createBodyChoice, type BodyFiles } from "@fairhare/workload";
import type { Nanoseconds } from "@fairhare/core";
import { INTENDED_HEADER, TASK_HEADER, WORK_HEADER } from "@fairhare/protocol";
import { MessageOptions, type OptionSettings, type PublishedOptions } from "./message-options.ts";

/** The bytes of a body file. */
export type ReadBody = (file: string) => Buffer;

export class FileTaskEncoder {
  body: Buffer = Buffer.alloc(0);
  readonly options: PublishedOptions;
  readonly #headers: Record<string, unknown> = { [TASK_HEADER]: 0, [INTENDED_HEADER]: 0, [WORK_HEADER]: 0 };
  readonly #message: MessageOptions;
  readonly #templates: readonly BodyTemplate[];
  readonly #choose: (task: number) => number;

  /** Throws when a file is not the one that was planned. */
  constructor(settings: OptionSettings, body: BodyFiles, readBody: ReadBody) {
    this.#message = new MessageOptions(settings, this.#headers);
    this.options = this.#message.options;
    this.#choose = createBodyChoice(body, settings.seed);
    this.#templates = body.files.map(({ file, bytes }) => {
      const content = readBody(file);
      if (content.length !== bytes)
        throw new Error(`The body file ${file} has changed: ${content.length} bytes instead of ${bytes}. Run again.`);
      return new BodyTemplate(content);
    });
  }

  encode(task: number, intendedAt: number, cost: Nanoseconds): void {
    this.#headers[TASK_HEADER] = task;
    this.#headers[INTENDED_HEADER] = intendedAt;
    this.#headers[WORK_HEADER] = Math.round(cost / 1e3);
    this.#message.renew(task);
    this.body = this.#templates[this.#choose(task)]?.fill(task) ?? this.body;
  }
}

const TASK = "{{task}}";
const MOST_DIGITS = 10;

/** A file split at the places of the task number. All bodies of a file share one buffer. */
class BodyTemplate {
  readonly #parts: readonly Buffer[];
  readonly #whole: Buffer;
  /** Views of the buffer by the number of digits, so that a body allocates nothing. */
  readonly #views: (Buffer | undefined)[] = [];

  constructor(content: Buffer) {
    this.#parts = splitAt(content, TASK);
    const gaps = this.#parts.length - 1;
    this.#whole = gaps === 0 ? content : Buffer.alloc(content.length + gaps * MOST_DIGITS);
  }

  fill(task: number): Buffer {
    if (this.#parts.length === 1) return this.#whole;
    const digits = String(task);
    let at = 0;
    for (const [index, part] of this.#parts.entries()) {
      if (index > 0) at += this.#whole.write(digits, at, "latin1");
      at += part.copy(this.#whole, at);
    }
    return (this.#views[digits.length] ??= this.#whole.subarray(0, at));
  }
}

function splitAt(content: Buffer, mark: string): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = content.indexOf(mark); at !== -1; at = content.indexOf(mark, from)) {
    parts.push(content.subarray(from, at));
    from = at + mark.length;
  }
  return [...parts, content.subarray(from)];
}
