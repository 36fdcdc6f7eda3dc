// Parses a property of messages: `correlation-id=order-{{task}}`, `header.x-tenant=blue`.
import { z } from "zod";
import type { ValueKind } from "./value-kind.ts";

export interface PropertySpec {
  readonly name: string;
  readonly value: string;
}

/** Names as in AMQP 0-9-1. Others have options of their own: --persistent, --message-ttl. */
const NAMES = [
  "content-type",
  "content-encoding",
  "correlation-id",
  "reply-to",
  "message-id",
  "type",
  "app-id",
  "priority",
] as const;
const HEADER = /^header\.(?!fairhare-)[\x21-\x7e]{1,100}$/;
/** A short string of AMQP has at most 255 bytes, with up to 10 digits of the task number. */
const MAX_VALUE_BYTES = 240;

export const propertyKind: ValueKind<PropertySpec> = {
  syntax: "NAME=VALUE",
  expects: `NAME=VALUE with one of the names ${NAMES.join(", ")}, or header.NAME=VALUE`,
  read: readProperty,
  choices: NAMES.map((name) => `${name}=`),
  json: z.string(),
};

function readProperty(text: string): PropertySpec | undefined {
  const at = text.indexOf("=");
  const name = text.slice(0, Math.max(0, at));
  const value = text.slice(at + 1);
  if (!NAMES.some((known) => known === name) && !HEADER.test(name)) return undefined;
  if (Buffer.byteLength(value) > MAX_VALUE_BYTES) return undefined;
  if (name === "priority" && !/^(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])$/.test(value)) return undefined;
  return { name, value };
}
