// The kind of an option whose value is the URI of a broker, or a list of them.
import { parseAmqpUris, redactAmqpUri } from "@fairhare/core";
import { z } from "zod";
import type { ValueKind } from "./value-kind.ts";

/** An invalid URI may contain a password anywhere, so `show` redacts the text before it is printed or stored. */
export const amqpUri: ValueKind<string> = {
  syntax: "URI",
  expects: "an AMQP URI such as amqp://localhost:5672",
  read: (text) => (parseAmqpUris(text).uris === undefined ? undefined : text),
  problem: (text) => parseAmqpUris(text).problem,
  show: redactAmqpUri,
  json: z.string(),
};
