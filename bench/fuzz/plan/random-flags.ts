// Flags of a random plan by the names of their options, and a choice between them.
import type { Random } from "@fairhare/core";

export type Flags = Record<string, string[]>;

export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}
