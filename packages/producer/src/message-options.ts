// The options of every publish: persistence, properties and headers. One object for all messages; values with the task
// number are renewed for each.
import { createPriorities, type TrialSettings } from "@fairhare/workload";

/** What the options of a message depend on. */
export type OptionSettings = Pick<TrialSettings, "persistent" | "properties" | "priority" | "seed">;

type PriorityOf = (task: number) => number;

export interface PublishedOptions {
  readonly persistent: boolean;
  readonly mandatory: boolean;
  readonly headers?: Record<string, unknown>;
  readonly [property: string]: unknown;
}

const TASK = "{{task}}";
const HEADER = "header.";

export class MessageOptions {
  readonly options: PublishedOptions;
  /** Properties and headers with the task number: where the value goes, and the text around the number. */
  readonly #priorityOf: PriorityOf | null;
  readonly #own: Record<string, unknown>;
  readonly #templates: readonly { target: Record<string, unknown>; name: string; parts: readonly string[] }[];

  /** `headers`: those of the encoder itself, which renews them. */
  constructor({ persistent, properties, ...priorities }: OptionSettings, headers?: Record<string, unknown>) {
    const own: Record<string, unknown> = {};
    this.#own = own;
    this.#priorityOf = createPriorities(priorities);
    const all: Record<string, unknown> = headers ?? {};
    const placed = Object.entries(properties).map(([name, value]) =>
      name.startsWith(HEADER)
        ? { target: all, name: name.slice(HEADER.length), value }
        : { target: own, name: name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()), value },
    );
    for (const { target, name, value } of placed) target[name] = name === "priority" ? Number(value) : value;
    this.#templates = placed
      .filter(({ value }) => value.includes(TASK))
      .map(({ target, name, value }) => ({ target, name, parts: value.split(TASK) }));
    const hasHeaders = headers !== undefined || Object.keys(all).length > 0;
    this.options = Object.assign(own, { persistent, mandatory: true }, hasHeaders ? { headers: all } : {});
  }

  renew(task: number): void {
    if (this.#priorityOf !== null) this.#own["priority"] = this.#priorityOf(task);
    for (const { target, name, parts } of this.#templates) target[name] = parts.join(String(task));
  }
}
