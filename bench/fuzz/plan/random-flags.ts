// The flags of a random plan by the names of their options, and a choice between values.
import type { Random } from "@fairhare/core";

export type Flags = Record<string, string[]>;

export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

const FLAG_NAMES: Readonly<Record<string, string>> = { faults: "fault" };

/** As on the command line. */
export function wordsOf(flags: Flags): string[] {
  return Object.entries(flags).flatMap(([key, values]) =>
    values.flatMap((value) => {
      const name = FLAG_NAMES[key] ?? key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      return [`--${name}`, value];
    }),
  );
}
