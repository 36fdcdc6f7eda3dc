// How a broker is named. Its text may hold a password wherever it is not valid, so it is never shown unread.
import { parseAmqpUri, redactAmqpUri } from "@fairhare/core";
import { z } from "zod";
import type { ValueKind } from "./value-kind.ts";

export const amqpUriKind: ValueKind<string> = {
  syntax: "URI",
  expects: "an AMQP URI such as amqp://localhost:5672",
  read: (text) => (parseAmqpUri(text).uri === undefined ? undefined : text),
  problem: (text) => parseAmqpUri(text).problem,
  show: redactAmqpUri,
  json: z.string(),
};
