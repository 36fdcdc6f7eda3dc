import { describe, expect, it } from "vitest";
import { flagMistakes, parseFlags } from "../testing/parse-flags.ts";

describe("a plan is refused when", () => {
  it.each([
    [
      "more acks are gathered than a consumer may hold",
      { multiAckEvery: "10", prefetch: "5" },
      /wait forever for message 6/,
    ],
    ["that is the default prefetch", { multiAckEvery: "2" }, /^--multi-ack-every 2 with --prefetch 1 \(the default\)/],
    [
      "a quorum queue's cap is below them",
      { multiAckEvery: "3000", prefetch: "unlimited", queueType: "quorum" },
      /2000 messages/,
    ],
    [
      "a prefetch is given under auto-ack",
      { autoAck: "true", prefetch: "5" },
      /^--auto-ack with --prefetch 5: RabbitMQ ignores/,
    ],
    [
      "acks are gathered that are never sent",
      { ack: "forget", multiAckEvery: "5", prefetch: "10" },
      /acknowledges nothing/,
    ],
    [
      "a quorum queue is to be transient",
      { queueType: "quorum", durability: "transient" },
      /^--queue-type quorum with --durability transient/,
    ],
    [
      "a quorum queue is declared non-durable",
      { queueType: "quorum", queueDurable: "false" },
      /with --queue-durable false/,
    ],
    ["heavy is lighter than light", { heavy: "1ms", light: "2ms" }, /Swap the two/],
    ["a cost is over an hour", { dot: "61m" }, /from 0ms to 60m/],
    ["a Pareto distribution starts at nothing", { skew: "pareto:1", light: "0ms" }, /more than 0ms/],
    ["a binary body is too small for its task", { size: "19" }, /needs 20 bytes/],
    [
      "a text body is too small for its task",
      { size: "19", body: "text" },
      /^--size 19 with --body text: A text body needs 24/,
    ],
    ["a handler fails under auto-ack", { fail: "random:0.1", ack: "auto" }, /has no say/],
    ["poison is for tasks without a number", { fail: "poison:2", time: "5" }, /Add --tasks/],
    ["there is more poison than tasks", { fail: "poison:9", tasks: "8" }, /There are 8 tasks/],
    ["no task would ever be done", { fail: "random:1" }, /^--fail random:1 with --on-error requeue \(the default\)/],
    ["a failure is written otherwise", { fail: "poison:1.5" }, /poison:N \(N tasks/],
    [
      "dead letters have nowhere to go",
      { fail: "poison:1", onError: "dead-letter", deadLetter: "false" },
      /Leave --dead-letter out/,
    ],
    [
      "what is dropped would be dead-lettered",
      { fail: "poison:1", onError: "drop", deadLetter: "true" },
      /is not dropped/,
    ],
    ["a classic queue has a delivery limit", { deliveryLimit: "5" }, /Add --queue-type quorum/],
    ["a queue without a limit is to overflow", { overflow: "reject-publish" }, /Add --max-length/],
    ["a time to live is a fraction of a millisecond", { messageTtl: "250us" }, /whole milliseconds/],
    ["the timeout is that of an external broker", { ackTimeout: "1s", uri: "amqp://a" }, /Use --broker local/],
    ["the timeout is to outlive its broker", { ackTimeout: "1s", faults: "kill:broker@1s" }, /Leave one of them out/],
    ["nobody owes an ack for the timeout", { ackTimeout: "1s", ack: "auto" }, /no delivery waits/],
    ["Poisson gaps have no rate", { pace: "poisson" }, /Add --rate/],
    [
      "there are more tasks than numbers for them",
      { tasksPerProducer: "4294967295", producers: "2" },
      /more than 4,294,967,295/,
    ],
    [
      "a running broker is named and another one is to be started",
      { uri: "amqp://x", broker: "docker" },
      /Leave one out/,
    ],
    [
      "a run is ended before its publishing is",
      { time: "10s", runTimeout: "10s" },
      /^--run-timeout 10s with --time 10s: .*longer --run-timeout/,
    ],
    ["a run has no time at all", { runTimeout: "0s" }, /Expects a duration from 1s/],
  ])("%s", (_, flags, expected) => {
    const mistakes = flagMistakes(flags);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(expected);
  });

  it("a rule is broken in one trial of many: once, not for each", () => {
    expect(flagMistakes({ multiAckEvery: "5", prefetch: "1,10", workers: "2,3,4" })).toHaveLength(1);
  });

  it("a value cannot be read, without guessing on with the default in its place", () => {
    expect(flagMistakes({ multiAckEvery: "5", prefetch: "ten" })).toHaveLength(1);
  });
});

describe("a plan is allowed when", () => {
  it.each([
    ["auto-ack names the prefetch that it has anyway", { autoAck: "true", prefetch: "unlimited" }],
    ["as many acks are gathered as a consumer may hold", { multiAckEvery: "5", prefetch: "5" }],
    ["acks are gathered without a limit", { multiAckEvery: "5", prefetch: "unlimited" }],
    ["all tasks are equally long", { heavy: "2ms", light: "2ms" }],
    ["heavy is below light where there are no light tasks", { skew: "uniform", heavy: "1us" }],
    ["time and tasks both end it", { time: "5", tasks: "10" }],
  ])("%s", (_, flags) => {
    expect(flagMistakes(flags)).toEqual([]);
  });
});

describe("a plan comes with a warning when", () => {
  it.each([
    ["a worker never gets as many tasks as it could work on", { workerConcurrency: "4" }, /never reached/],
    ["a private node would be waited for", { broker: "local", wait: "60s" }, /^--wait 60s has no effect/],
    ["a process would hold more workers than there are", { workersPerProcess: "4" }, /all share one process/],
    ["the broker caps what is called unlimited", { queueType: "quorum", prefetch: "unlimited" }, /2,000/],
    ["nothing will be acknowledged", { ack: "forget", prefetch: "3" }, /gets 3 tasks/],
    ["hundreds of processes would be started", { workers: "500" }, /501 processes/],
    ["a cost is given that no task has", { work: "none", heavy: "5ms" }, /^--heavy 5ms has no effect/],
    ["RabbitMQ 4 refuses such a body by default", { size: "20000000" }, /16 MiB/],
    ["poison may hold up a classic queue", { fail: "poison:2" }, /goes back to the front of a classic queue/],
    [
      "poison is nacked on a queue that limits deliveries",
      { fail: "poison:1", queueType: "quorum", requeueBy: "nack" },
      /^--requeue-by nack: from RabbitMQ 4.3 on a nack does not count/,
    ],
    ["nothing is requeued that could be nacked", { requeueBy: "nack" }, /no failed task is requeued/],
    [
      "what fails is dropped, not requeued",
      { fail: "poison:1", onError: "drop", requeueBy: "nack" },
      /no failed task is requeued/,
    ],
  ])("%s", (_, flags, expected) => {
    const { warnings } = parseFlags(flags);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(expected);
  });

  it("nacked poison may hold up a limited quorum queue", () => {
    const { warnings } = parseFlags({ fail: "poison:2", queueType: "quorum", deliveryLimit: "5", requeueBy: "nack" });
    expect(warnings.join("\n")).toMatch(/every worker busy from RabbitMQ 4.3 on/);
    expect(warnings.join("\n")).not.toContain("classic");
  });
});

it.each([
  ["counts what is rejected", { deliveryLimit: "5" }],
  ["has its own limit, or puts what is requeued to its end", {}],
  ["has no limit and puts what is nacked to its end", { deliveryLimit: "unlimited", requeueBy: "nack" }],
])("poison does not hold up a quorum queue that %s: no warning", (_, flags) => {
  expect(parseFlags({ fail: "poison:3", queueType: "quorum", ...flags }).warnings).toEqual([]);
});
