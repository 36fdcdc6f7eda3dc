import { describe, expect, it } from "vitest";
import { flagMistakes, parseFlags } from "../../testing/parse-flags.ts";

it("messages may go through an exchange, with a key of their own", () => {
  expect(parseFlags({}).experiment.trials[0]?.settings).toMatchObject({ exchange: null, routingKey: null });
  const { experiment } = parseFlags({ exchange: "amq.topic", routingKey: "orders.new" });
  expect(experiment.trials[0]?.settings).toMatchObject({ exchange: "amq.topic", routingKey: "orders.new" });
});

describe("a queue is refused when", () => {
  it.each([
    ["a routing key has no exchange", { routingKey: "rk" }, /^--routing-key rk: The default exchange routes/],
    ["an exchange has no valid name", { exchange: "a\nb" }, /Must be a name of 1 to 255 bytes/],
    ["--predeclared has no queue", { predeclared: "true" }, /^--predeclared: It needs the name/],
    [
      "--predeclared is used with a broker that Fairhare starts",
      { predeclared: "true", queue: "orders", broker: "local" },
      /^--predeclared with --broker local: A broker that Fairhare starts has no queues/,
    ],
    [
      "a predeclared queue would get another type",
      { predeclared: "true", queue: "orders", queueType: "quorum" },
      /^--predeclared with --queue-type quorum: .* keeps its own type/,
    ],
    [
      "a predeclared queue would get a dead-letter queue",
      { predeclared: "true", queue: "orders", onError: "dead-letter", fail: "poison:1" },
      /^--predeclared with --on-error dead-letter/,
    ],
    ["the name of the queue is reserved", { queue: "amq.gen" }, /RabbitMQ reserves names/],
    ["the name of the queue is too long", { queue: "ü".repeat(128) }, /1 to 255 bytes/],
  ])("%s", (_, flags, expected) => {
    expect(flagMistakes(flags)).toEqual([expect.stringMatching(expected)]);
  });
});
