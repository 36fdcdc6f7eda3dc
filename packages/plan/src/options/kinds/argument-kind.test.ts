import { describe, expect, it } from "vitest";
import { flagMistakes, parseFlags, settingsOf } from "../../testing/parse-flags.ts";

describe("the arguments of a queue and of consumers", () => {
  it("have typed values, and the switch is one of them", () => {
    const queueArg = ["x-max-priority=10", "x-queue-mode=lazy", "x-flag=true", 'x-text="10"', "x-empty=", "x-a=b=c"];
    const settings = settingsOf({ queueArg, consumerArg: ["x-priority=-5"], singleActiveConsumer: "true" });
    expect(settings.queueArguments).toEqual({
      "x-max-priority": 10,
      "x-queue-mode": "lazy",
      "x-flag": true,
      "x-text": "10",
      "x-empty": "",
      "x-a": "b=c",
      "x-single-active-consumer": true,
    });
    expect(settings.consumerArguments).toEqual({ "x-priority": -5 });
  });

  it("are empty by default", () => {
    expect(settingsOf({})).toMatchObject({ queueArguments: {}, consumerArguments: {} });
  });

  it.each([
    ["x-queue-type=quorum", /Use --queue-type\./],
    ["x-max-length=10", /Use --max-length\./],
    ["x-message-ttl=10", /Use --message-ttl\./],
    ["x-overflow=reject-publish", /Use --overflow\./],
    ["x-delivery-limit=2", /Use --delivery-limit\./],
    ["x-dead-letter-exchange=dead", /Use --dead-letter\./],
    ["x-single-active-consumer=true", /Use --single-active-consumer\./],
    ["x-expires=1000", /The run deletes its queue itself/],
    ["x-max-priority=256", /must be a whole number from 0 to 255/],
    ["x-max-priority=high", /must be a whole number from 0 to 255/],
    ["x-max-priority", /Must be NAME=VALUE/],
    ["=1", /Must be NAME=VALUE/],
  ])("--queue-arg %s is refused", (queueArg, message) => {
    expect(flagMistakes({ queueArg }).join("\n")).toMatch(message);
  });

  it.each(["x-priority=high", "x-priority=1.5", "x-priority=3000000000"])(
    "--consumer-arg %s is refused",
    (argument) => {
      expect(flagMistakes({ consumerArg: argument }).join("\n")).toMatch(/x-priority must be a whole number from/);
    },
  );

  it("may be set once", () => {
    expect(flagMistakes({ queueArg: ["x-a=1", "x-a=2"] })).toEqual([
      "--queue-arg x-a=1 with --queue-arg x-a=2: Both set the same argument of the queue. Remove one.",
    ]);
    expect(flagMistakes({ consumerArg: ["x-a=1", "x-a=2"] }).join()).toMatch(/argument of the consumers/);
  });
});

describe("a plan with arguments is refused when", () => {
  const predeclared = { queue: "orders", predeclared: "true", uri: "amqp://broker" };
  it.each([
    ["the queue is predeclared", { ...predeclared, queueArg: "x-max-priority=5" }, /keeps its own type, durability/],
    ["the queue is predeclared", { ...predeclared, singleActiveConsumer: "true" }, /keeps its own type, durability/],
    ["the queue is a quorum queue", { queueType: "quorum", queueArg: "x-max-priority=5" }, /does not take x-max/],
    ["the worker is a program", { workerCommand: "w", consumerArg: "x-priority=5" }, /registers its own consumer/],
    ["fairness has a threshold", { singleActiveConsumer: "true", threshold: "jainBusy>=0.9" }, /is not measured/],
  ])("%s", (_, flags, message) => {
    expect(flagMistakes(flags).join("\n")).toMatch(message);
  });

  it("and only then", () => {
    parseFlags({ ...predeclared, consumerArg: "x-priority=5" });
    parseFlags({ workerCommand: "w", queueArg: "x-max-priority=5", singleActiveConsumer: "true" });
    parseFlags({ queueType: "quorum", singleActiveConsumer: "true", threshold: "lost==0" });
    expect(parseFlags({ singleActiveConsumer: "true", workers: "1" }).warnings.join()).toMatch(/no effect/);
  });
});
