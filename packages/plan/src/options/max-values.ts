// How many values an option takes at most: more than an experiment has runs say nothing.

export const MAX_VALUES = 1_000;

export const tooMany = (count: number): string =>
  `There are ${count.toLocaleString("en-US")} values, and ${MAX_VALUES.toLocaleString("en-US")} is the limit. Give fewer.`;
