// Handlers that fail, and what a worker does about it.
import { z } from "zod";
import type { Failing } from "@fairhare/workload";
import type { OptionTable } from "./option.ts";
import { choice, type ValueKind, wholeNumber } from "./value-kind.ts";

const MAX_POISON = 1_000_000;

/** `none`, `random:0.1`, `poison:3`. */
const failKind: ValueKind<Failing> = {
  syntax: "WHICH",
  expects: "none, random:P (P from 0 to 1) or poison:N (N tasks, 1 to 1,000,000)",
  read: readFailing,
  choices: ["none", "random", "poison"],
  json: z.string(),
};

export const HANDLER_OPTIONS: OptionTable<"fail" | "onError" | "requeueBy" | "maxAttempts"> = {
  fail: {
    group: "Failing handlers",
    flag: "fail",
    kind: failKind,
    default: "none",
    axis: true,
    description:
      "Whose handler fails, at the end of its work: none, random:P of all executions, poison:N tasks each time.",
  },
  onError: {
    group: "Failing handlers",
    flag: "on-error",
    kind: choice(["requeue", "drop", "dead-letter"]),
    default: "requeue",
    axis: true,
    description: "What becomes of its task: back to the queue, away for good, or to a dead-letter queue.",
  },
  requeueBy: {
    group: "Failing handlers",
    flag: "requeue-by",
    kind: choice(["reject", "nack"]),
    default: "reject",
    axis: true,
    description: "Method that requeues a failed task; from RabbitMQ 4.3 a nack does not count as a delivery.",
  },
  maxAttempts: {
    group: "Failing handlers",
    flag: "max-attempts",
    kind: wholeNumber({ min: 1, max: 1_000_000 }),
    default: "20",
    axis: true,
    description: "Failures after which the run's end no longer waits for a poison task that is requeued each time.",
  },
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
