// Parses the speeds of the workers: `1,1,0.5`. The commas belong to the value; a semicolon separates two values.
import { z } from "zod";
import type { ValueKind } from "./value-kind.ts";
import { separateLists } from "./weighted-list.ts";

const LEAST = 0.01;
const MOST = 100;
const MOST_SPEEDS = 1_000;

export const speedKind: ValueKind<readonly number[]> = {
  syntax: "S[,S…]",
  expects: `numbers from ${LEAST} to ${MOST}, separated by commas, such as 1,1,0.5`,
  read: (text) => {
    const speeds = text.split(",").map((part) => (/^\s*\d+(\.\d+)?\s*$/.test(part) ? Number(part) : Number.NaN));
    const isValid = speeds.length <= MOST_SPEEDS && speeds.every((speed) => speed >= LEAST && speed <= MOST);
    return isValid ? speeds : undefined;
  },
  separate: separateLists,
  json: z.union([z.number().min(LEAST).max(MOST), z.string()]),
};
