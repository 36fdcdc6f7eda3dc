import { describe, expect, it } from "vitest";
import { flagMistakes, parseFlags } from "../../testing/parse-flags.ts";

describe("acknowledgements and prefetch are refused when", () => {
  it.each([
    ["--multi-ack-every exceeds the prefetch", { multiAckEvery: "10", prefetch: "5" }, /wait forever for message 6/],
    [
      "--multi-ack-every exceeds the default prefetch",
      { multiAckEvery: "2" },
      /^--multi-ack-every 2 with --prefetch 1 \(the default\)/,
    ],
    [
      "--multi-ack-every exceeds the limit of a quorum queue",
      { multiAckEvery: "3000", prefetch: "unlimited", queueType: "quorum" },
      /2000 unacknowledged messages/,
    ],
    [
      "a prefetch is given with automatic acknowledgement",
      { autoAck: "true", prefetch: "5" },
      /^--auto-ack with --prefetch 5: RabbitMQ ignores/,
    ],
    [
      "--multi-ack-every is given but no acks are sent",
      { ack: "forget", multiAckEvery: "5", prefetch: "10" },
      /sends no acknowledgements/,
    ],
    [
      "a quorum queue is transient",
      { queueType: "quorum", durability: "transient" },
      /^--queue-type quorum with --durability transient/,
    ],
    [
      "a quorum queue is declared non-durable",
      { queueType: "quorum", queueDurable: "false" },
      /with --queue-durable false/,
    ],
    ["acks precede work that does not exist", { ack: "early", work: "none" }, /^--ack early with --work none/],
    [
      "acks precede the work in groups",
      { ack: "early", multiAckEvery: "5", prefetch: "9" },
      /each task when it begins/,
    ],
  ])("%s", (_, flags, expected) => {
    expect(flagMistakes(flags)).toEqual([expect.stringMatching(expected)]);
  });
});

describe("acknowledgements and prefetch are allowed when", () => {
  it.each([
    ["an unlimited prefetch is given with automatic acknowledgement", { autoAck: "true", prefetch: "unlimited" }],
    ["--multi-ack-every equals the prefetch", { multiAckEvery: "5", prefetch: "5" }],
    ["--multi-ack-every is given with an unlimited prefetch", { multiAckEvery: "5", prefetch: "unlimited" }],
  ])("%s", (_, flags) => expect(flagMistakes(flags)).toEqual([]));
});

describe("acknowledgements and prefetch come with a warning when", () => {
  it.each([
    ["the concurrency exceeds the prefetch", { workerConcurrency: "4" }, /never reached/],
    ["a quorum queue limits an unlimited prefetch", { queueType: "quorum", prefetch: "unlimited" }, /2,000/],
    ["no task will be acknowledged", { ack: "forget", prefetch: "3" }, /receives only 3 tasks/],
  ])("%s", (_, flags, expected) => {
    expect(parseFlags(flags).warnings).toEqual([expect.stringMatching(expected)]);
  });
});
