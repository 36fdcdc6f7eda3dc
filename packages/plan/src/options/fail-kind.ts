// How failing handlers are written: `none`, `random:0.1`, `poison:3`.
import { z } from "zod";
import type { Failing } from "@fairhare/workload";
import type { ValueKind } from "./value-kind.ts";

const MAX_POISON = 1_000_000;

export const failKind: ValueKind<Failing> = {
  syntax: "WHICH",
  expects: "none, random:P (P from 0 to 1) or poison:N (N tasks, 1 to 1,000,000)",
  read: readFailing,
  choices: ["none", "random", "poison"],
  json: z.string(),
};

function readFailing(text: string): Failing | undefined {
  if (text === "none") return { kind: "none" };
  const [, kind, argument = ""] = /^(random|poison):(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const number = Number(argument);
  if (kind === "random") return number <= 1 ? { kind, probability: number } : undefined;
  if (kind === "poison")
    return Number.isInteger(number) && number >= 1 && number <= MAX_POISON ? { kind, tasks: number } : undefined;
  return undefined;
}
