// PerfTest's options of queues and exchanges.
import { equivalent, type PerfTestOption, refused, works } from "./perftest-option.ts";

const OWN_QUEUE = "Each run declares a queue of its own and deletes it at the end. Remove it.";
const NUMBERED = "Queues are numbered from 1: NAME-1, NAME-2, … Use --queue NAME --queues N.";
const ONE_QUEUE = "Several queues have numbered names. Use --queue NAME --queues N.";
const EXISTING_EXCHANGE = "An exchange exists before the run, with its type. Remove it.";
const ONE_KEY = "A run has one routing key. Use --exchange and --routing-key.";
const STREAM = "A stream is not a work queue: each of its consumers receives every message. Use --queue-type.";

export const QUEUE_OPTIONS: readonly PerfTestOption[] = [
  works("u, queue", "one", "queue", "Must be empty; without it, each run has a queue of its own."),
  works("p, predeclared", "none", "predeclared", "Needs -u; nothing is created, deleted or purged."),
  refused("ad, auto-delete", "one", OWN_QUEUE),
  refused("E, exclusive", "none", "Workers on several connections share the queue. Remove it."),
  equivalent(
    "qp, queue-pattern",
    "one",
    "--queue NAME --queues N",
    "NAME-%d from 1 to N; each producer publishes to all of them in turn.",
  ),
  refused("qpf, queue-pattern-from", "one", NUMBERED),
  equivalent("qpt, queue-pattern-to", "one", "--queues N"),
  refused("qf, queue-file", "one", ONE_QUEUE),
  equivalent("qq, quorum-queue", "none", "--queue-type quorum"),
  refused("sq, stream-queue", "none", STREAM),
  refused("smssb, stream-max-segment-size-bytes", "one", STREAM),
  refused("ma, max-age", "one", STREAM),
  refused("sco, stream-consumer-offset", "one", STREAM),
  equivalent(
    "qa, queue-args",
    "many",
    "--queue-arg",
    "One for each argument; length, TTL, delivery limit and dead letters have flags of their own.",
  ),
  equivalent("mlb, max-length-bytes", "one", "--queue-arg x-max-length-bytes=N"),
  equivalent("ll, leader-locator", "one", "--queue-arg x-queue-leader-locator=NAME"),
  works("e, exchange", "one", "exchange", "Must exist; without it, the default exchange is used."),
  refused("t, type", "one", EXISTING_EXCHANGE),
  works("k, routing-key", "one", "routingKey", "Needs -e; without it, the name of the queue."),
  refused("K, random-routing-key", "none", ONE_KEY),
  refused("rkcs, routing-key-cache-size", "one", ONE_KEY),
  equivalent("sb, skip-binding-queues", "none", "--queue NAME --predeclared"),
];
