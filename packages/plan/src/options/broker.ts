// Where the experiment runs: which broker, and how its connections are kept alive.
import { parseAmqpUri, redactAmqpUri } from "@fairhare/core";
import { z } from "zod";
import type { OptionTable } from "./option.ts";
import { choice, seconds, type ValueKind } from "./value-kind.ts";

/** A broker that has not booted after an hour will not. */
const MAX_WAIT_SECONDS = 3_600;

/** Its text may hold a password wherever it is not valid, so it is never shown unread. */
const amqpUri: ValueKind<string> = {
  syntax: "URI",
  expects: "an AMQP URI such as amqp://localhost:5672",
  read: (text) => (parseAmqpUri(text).uri === undefined ? undefined : text),
  problem: (text) => parseAmqpUri(text).problem,
  show: redactAmqpUri,
  json: z.string(),
};

export const BROKER_OPTIONS: OptionTable<"broker" | "uri" | "wait" | "heartbeat"> = {
  broker: {
    group: "Broker",
    flag: "broker",
    kind: choice(["auto", "external", "local", "docker"]),
    default: "auto",
    description: "Use a running RabbitMQ (external), start a private one (local, docker), or what there is (auto).",
  },
  uri: {
    group: "Broker",
    flag: "uri",
    letter: "h",
    kind: amqpUri,
    description: "The running RabbitMQ to use; AMQP_URL in the environment when left out.",
  },
  wait: {
    group: "Broker",
    flag: "wait",
    kind: seconds({ min: 0, max: MAX_WAIT_SECONDS, bare: false, whole: false }),
    default: "0s",
    description: "Wait this long for the broker named by --uri or AMQP_URL to serve.",
  },
  heartbeat: {
    group: "Broker",
    flag: "heartbeat",
    letter: "b",
    kind: seconds({ min: 0, max: 65_535, bare: true, whole: true }),
    default: "60s",
    axis: true,
    description: "Heartbeat of every connection; 0 is none, a bare number is seconds.",
  },
};
