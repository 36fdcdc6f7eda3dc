// The flags of a random plan by the names of their options, and how they are drawn.
import type { Random } from "@fairhare/core";

export type Flags = Record<string, string[]>;

export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

export interface DrawnFlags {
  readonly flags: Flags;
  /** Adds to the values that the flag has already. */
  readonly set: (key: string, ...values: string[]) => void;
  /** Sets the flag to one of the values with the chance, 0 to 1. */
  readonly maybe: (chance: number, key: string, values: readonly string[]) => void;
}

/** Starts without flags. */
export function drawnFlags(random: Random): DrawnFlags {
  const flags: Flags = {};
  const set = (key: string, ...values: string[]): void => {
    flags[key] = [...(flags[key] ?? []), ...values];
  };
  const maybe = (chance: number, key: string, values: readonly string[]): void => {
    if (random.float() < chance) set(key, pick(random, values));
  };
  return { flags, set, maybe };
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
