// Parses the size of messages: `1000`, a range `200..4k`, or a weighted mix `200:0.9,20k:0.1`.
import type { SizeMix, WeightedSize } from "@fairhare/workload";
import { z } from "zod";
import type { ValueKind } from "./value-kind.ts";
import { separateMixes } from "./weighted-list.ts";

/** RabbitMQ's upper limit of max_message_size. */
const MAX_BODY_BYTES = 536_870_912;
const MOST_SIZES = 100;
/** As in rabbitmq.conf. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["k", 1_024],
  ["m", 1_048_576],
]);

export const sizeKind: ValueKind<number | SizeMix> = {
  syntax: "BYTES|MIN..MAX|BYTES:WEIGHT,…",
  expects:
    "bytes such as 1000 or 4k (k is 1,024), a range such as 200..4k, or sizes with weights such as 200:0.9,20k:0.1; a size is at most 512m",
  read: readSize,
  separate: separateMixes,
  json: z.union([z.int().min(0).max(MAX_BODY_BYTES), z.string()]),
};

function readSize(text: string): number | SizeMix | undefined {
  if (text.includes(":")) return readWeighted(text);
  const [from = "", to, ...rest] = text.split("..");
  const minBytes = readBytes(from);
  if (to === undefined) return minBytes;
  const maxBytes = readBytes(to);
  if (rest.length > 0 || minBytes === undefined || maxBytes === undefined || minBytes >= maxBytes) return undefined;
  return { kind: "uniform", minBytes, maxBytes };
}

function readWeighted(text: string): SizeMix | undefined {
  const parts = text.split(",");
  const sizes = parts.flatMap((part): WeightedSize[] => {
    const [size = "", written = ""] = part.trim().split(":", 2);
    const bytes = readBytes(size);
    const weight = /^\d+(\.\d+)?$/.test(written) ? Number(written) : 0;
    return bytes === undefined || weight === 0 || part.split(":").length !== 2 ? [] : [{ bytes, weight }];
  });
  const isWhole = sizes.length === parts.length && sizes.length <= MOST_SIZES;
  return isWhole && new Set(sizes.map(({ bytes }) => bytes)).size === sizes.length
    ? { kind: "weighted", sizes }
    : undefined;
}

function readBytes(text: string): number | undefined {
  const [, digits = "", unit = ""] = /^(\d{1,12})([km]?)$/.exec(text) ?? [];
  const bytes = digits === "" ? Number.NaN : Number(digits) * (UNITS.get(unit) ?? Number.NaN);
  return bytes <= MAX_BODY_BYTES ? bytes : undefined;
}
