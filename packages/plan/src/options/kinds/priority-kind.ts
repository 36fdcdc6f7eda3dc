// Parses priorities: of messages, `5`, `0..9` or `0:0.9,9:0.1`; and of the workers' consumers, `10,0,0,5`.
import type { PriorityMix } from "@fairhare/workload";
import { z } from "zod";
import type { ValueKind } from "./value-kind.ts";
import { separateLists, separateMixes } from "./weighted-list.ts";

/** An octet of AMQP. */
const HIGHEST = 255;
/** A signed 32-bit number, as in RabbitMQ. */
const [LOWEST_OF_CONSUMER, HIGHEST_OF_CONSUMER] = [-2_147_483_648, 2_147_483_647];
const MOST_WORKERS = 1_000;

export const messagePriorityKind: ValueKind<number | PriorityMix> = {
  syntax: "P|MIN..MAX|P:WEIGHT,…",
  expects: `a priority from 0 to ${HIGHEST}, a range such as 0..9, or priorities with weights such as 0:0.9,9:0.1`,
  read: readPriority,
  separate: separateMixes,
  json: z.union([z.int().min(0).max(HIGHEST), z.string()]),
};

function readPriority(text: string): number | PriorityMix | undefined {
  if (text.includes(":")) return readWeighted(text);
  const [from = "", to, ...rest] = text.split("..");
  const least = readLevel(from);
  if (to === undefined) return least;
  const most = readLevel(to);
  if (rest.length > 0 || least === undefined || most === undefined || least >= most) return undefined;
  return { kind: "uniform", least, most };
}

function readWeighted(text: string): PriorityMix | undefined {
  const parts = text.split(",").map((part) => /^(\d{1,3}):(\d+(?:\.\d+)?)$/.exec(part.trim()));
  const levels = parts.flatMap((part) => {
    const priority = readLevel(part?.[1] ?? "");
    const weight = Number(part?.[2] ?? 0);
    return priority === undefined || weight === 0 ? [] : [{ priority, weight }];
  });
  const isWhole =
    levels.length === parts.length && new Set(levels.map(({ priority }) => priority)).size === levels.length;
  return isWhole ? { kind: "weighted", levels } : undefined;
}

const readLevel = (text: string): number | undefined =>
  /^\d{1,3}$/.test(text) && Number(text) <= HIGHEST ? Number(text) : undefined;

export const consumerPriorityKind: ValueKind<readonly number[]> = {
  syntax: "P[,P…]",
  expects: "whole numbers separated by commas, one for each worker, such as 10,0,0,5",
  read: (text) => {
    const priorities = text.split(",").map((part) => (/^\s*[+-]?\d{1,10}\s*$/.test(part) ? Number(part) : Number.NaN));
    const isValid =
      priorities.length <= MOST_WORKERS &&
      priorities.every((priority) => priority >= LOWEST_OF_CONSUMER && priority <= HIGHEST_OF_CONSUMER);
    return isValid ? priorities : undefined;
  },
  separate: separateLists,
  json: z.union([z.int().min(LOWEST_OF_CONSUMER).max(HIGHEST_OF_CONSUMER), z.string()]),
};
