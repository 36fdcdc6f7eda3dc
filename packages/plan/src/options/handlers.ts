// Options of simulated handler failures, and of what a worker does with the failed tasks.
import { z } from "zod";
import type { Failing } from "@fairhare/workload";
import type { OptionTable } from "./option.ts";
import { choice, type ValueKind, wholeMilliseconds, wholeNumber } from "./kinds/value-kind.ts";

const MAX_POISON = 1_000_000;

/** `none`, `random:0.1`, `poison:3`. */
const failKind: ValueKind<Failing> = {
  syntax: "none|random:P|poison:N",
  expects: "none, random:P (P from 0 to 1) or poison:N (N tasks, 1 to 1,000,000)",
  read: readFailing,
  choices: ["none", "random", "poison"],
  json: z.string(),
};

export const HANDLER_OPTIONS: OptionTable<
  "fail" | "onError" | "requeueBy" | "retryDelay" | "retryMeans" | "maxAttempts"
> = {
  fail: {
    group: "Handler failures",
    flag: "fail",
    kind: failKind,
    default: "none",
    axis: true,
    description: "Simulated handler failures after the work: a share P of executions, or N poison tasks.",
  },
  onError: {
    group: "Handler failures",
    flag: "on-error",
    kind: choice(["requeue", "drop", "dead-letter", "crash", "retry-delay"]),
    default: "requeue",
    axis: true,
    description: "Handling of a failed task: requeue, drop, dead-letter, retry later, or crash the worker.",
  },
  requeueBy: {
    group: "Handler failures",
    flag: "requeue-by",
    kind: choice(["reject", "nack"]),
    default: "reject",
    axis: true,
    description: "AMQP method that requeues a failed task; RabbitMQ 4.3+ does not count a nack.",
  },
  retryDelay: {
    group: "Handler failures",
    flag: "retry-delay",
    kind: wholeMilliseconds({ min: 1, max: 86_400_000 }),
    default: "5s",
    axis: true,
    description: "Time until a failed task returns to the queue, with --on-error retry-delay.",
  },
  retryMeans: {
    group: "Handler failures",
    flag: "retry-means",
    kind: choice(["auto", "broker", "dead-letter"]),
    default: "auto",
    axis: true,
    description: "Place of a task until its retry: its quorum queue (RabbitMQ 4.3+), or a retry queue.",
  },
  maxAttempts: {
    group: "Handler failures",
    flag: "max-attempts",
    kind: wholeNumber({ min: 1, max: 1_000_000 }),
    default: "20",
    axis: true,
    description: "Attempts after which the drain stops waiting for a poison task.",
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
