import { describe, expect, it } from "vitest";
import { flagMistakes, parseFlags } from "../testing/parse-flags.ts";

it("a failed task may crash a worker that has acknowledged it, and may return later", () => {
  for (const ack of ["auto", "early"]) parseFlags({ ack, fail: "poison:1", onError: "crash" });
  const { experiment, warnings } = parseFlags({ fail: "poison:3", onError: "retry-delay", retryDelay: "250ms" });
  expect(experiment.trials[0]?.settings).toMatchObject({ onError: "retry-delay", retryDelayMs: 250 });
  expect(warnings).toEqual([]);
});

describe("simulated failures are refused when", () => {
  it.each([
    ["a handler fails with automatic acknowledgement", { fail: "random:0.1", ack: "auto" }, /cannot reject/],
    ["a handler fails after its ack", { fail: "random:0.1", ack: "early" }, /With --ack early, a worker cannot reject/],
    ["workers crash and never acknowledge", { fail: "poison:1", onError: "crash", ack: "forget" }, /cannot reject/],
    ["every execution crashes its worker", { fail: "random:1", onError: "crash" }, /No task would ever complete/],
    [
      "a retry queue and a dead-letter queue have the same source",
      { fail: "poison:1", onError: "retry-delay", deadLetter: "true" },
      /takes the place/,
    ],
    [
      "only a quorum queue delays retries",
      { fail: "poison:1", onError: "retry-delay", retryMeans: "broker" },
      /^--retry-means broker with .*Only a quorum queue delays retries itself/,
    ],
    [
      "expired messages would go round through the retry queue",
      { fail: "poison:1", onError: "retry-delay", messageTtl: "1s" },
      /^--on-error retry-delay with --message-ttl 1s/,
    ],
    ["the number of tasks is unknown and some are poison", { fail: "poison:2", time: "5" }, /Add --tasks/],
    ["there are more poison tasks than tasks", { fail: "poison:9", tasks: "8" }, /at most poison:8/],
    ["no task would ever complete", { fail: "random:1" }, /^--fail random:1 with --on-error requeue \(the default\)/],
    ["a failure is not valid", { fail: "poison:1.5" }, /poison:N \(N tasks/],
    [
      "messages are dead-lettered without a dead-letter queue",
      { fail: "poison:1", onError: "dead-letter", deadLetter: "false" },
      /Remove --dead-letter/,
    ],
    [
      "dropped messages would be dead-lettered",
      { fail: "poison:1", onError: "drop", deadLetter: "true" },
      /does not drop/,
    ],
  ])("%s", (_, flags, expected) => {
    expect(flagMistakes(flags)).toEqual([expect.stringMatching(expected)]);
  });
});

describe("simulated failures come with a warning when", () => {
  it.each([
    [
      "a task may crash every worker of a classic queue",
      { fail: "poison:1", onError: "crash" },
      /^--on-error crash may keep every worker down/,
    ],
    ["poison tasks may block a classic queue", { fail: "poison:2" }, /a classic queue requeues a task to its front/],
    [
      "poison tasks are nacked on a queue with a delivery limit",
      { fail: "poison:1", queueType: "quorum", requeueBy: "nack" },
      /^--requeue-by nack: from RabbitMQ 4.3 on, a nack does not count/,
    ],
    [
      "--retry-delay is given without delayed retries",
      { fail: "poison:1", retryDelay: "1s" },
      /no failed task is retried later/,
    ],
    [
      "--retry-means is given without delayed retries",
      { fail: "poison:1", retryMeans: "dead-letter" },
      /--retry-means/,
    ],
    ["--requeue-by is given without failures", { requeueBy: "nack" }, /no failed task is requeued/],
    [
      "--requeue-by is given and failed tasks are dropped",
      { fail: "poison:1", onError: "drop", requeueBy: "nack" },
      /no failed task is requeued/,
    ],
  ])("%s", (_, flags, expected) => {
    expect(parseFlags(flags).warnings).toEqual([expect.stringMatching(expected)]);
  });
});

it("nacked poison tasks may block a quorum queue with a delivery limit", () => {
  const { warnings } = parseFlags({ fail: "poison:2", queueType: "quorum", deliveryLimit: "5", requeueBy: "nack" });
  expect(warnings.join("\n")).toMatch(/every worker busy from RabbitMQ 4.3 on/);
  expect(warnings.join("\n")).not.toContain("classic");
});

it.each([
  ["counts rejected messages", { deliveryLimit: "5" }],
  ["has the default limit, or requeues to its end", {}],
  ["has no limit and requeues nacked messages to its end", { deliveryLimit: "unlimited", requeueBy: "nack" }],
])("poison tasks do not block a quorum queue that %s: no warning", (_, flags) => {
  expect(parseFlags({ fail: "poison:3", queueType: "quorum", ...flags }).warnings).toEqual([]);
});
