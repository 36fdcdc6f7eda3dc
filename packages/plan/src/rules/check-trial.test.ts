import { describe, expect, it } from "vitest";
import { flagMistakes, parseFlags } from "../testing/parse-flags.ts";

it("a failed task may crash a worker that has acknowledged it, and may return later", () => {
  for (const ack of ["auto", "early"]) parseFlags({ ack, fail: "poison:1", onError: "crash" });
  const { experiment, warnings } = parseFlags({ fail: "poison:3", onError: "retry-delay", retryDelay: "250ms" });
  expect(experiment.trials[0]?.settings).toMatchObject({ onError: "retry-delay", retryDelayMs: 250 });
  expect(warnings).toEqual([]);
});

it("a setting that only some trials of the matrix use is worth no warning", () => {
  const { warnings: used } = parseFlags({ durability: "persistent,confirmed", onUnknown: "republish" });
  expect(used).toEqual([]);
  const { warnings: idle } = parseFlags({ durability: "durable,persistent", onUnknown: "leave,republish" });
  expect(idle).toEqual([
    "--on-unknown republish has no effect without publisher confirms. Add --durability confirmed.",
  ]);
});

it("messages may go through an exchange, with a key of their own", () => {
  expect(parseFlags({}).experiment.trials[0]?.settings).toMatchObject({ exchange: null, routingKey: null });
  const { experiment } = parseFlags({ exchange: "amq.topic", routingKey: "orders.new" });
  expect(experiment.trials[0]?.settings).toMatchObject({ exchange: "amq.topic", routingKey: "orders.new" });
});

describe("a plan is refused when", () => {
  it.each([
    ["a warm-up is as long as the run", { warmupTime: "5s", time: "5" }, /^--warmup-time 5s with --time 5: Nothing/],
    ["a warm-up has no unit", { warmupTime: "5" }, /Must be auto, or a duration with a unit/],
    ["a routing key has no exchange", { routingKey: "rk" }, /^--routing-key rk: The default exchange routes/],
    ["an exchange has no valid name", { exchange: "a\nb" }, /Must be a name of 1 to 255 bytes/],
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
    [
      "the name of the last of several queues is too long",
      { queue: "q".repeat(252), queues: "100" },
      /with --queues 100: The name of the last queue would be longer than 255 bytes/,
    ],
    [
      "one key would route each message to all queues",
      { queues: "2", exchange: "amq.direct", routingKey: "rk" },
      /^--queues 2 with --routing-key rk: .* would go to all of them/,
    ],
    [
      "a program would have to publish to several queues",
      { queues: "2", producerCommand: "publish" },
      /^--queues 2 with --producer-command publish: Only Fairhare's own producers/,
    ],
    [
      "a program could not tell its queues apart",
      { queue: "a,b", queues: "4", workers: "2", workerCommand: "work" },
      /^--worker-command work with --queues 4 with --queue a,b: A comma separates/,
    ],
    ["there are too many queues", { queues: "1001" }, /^--queues 1001: Must be a whole number from 1 to 1,000/],
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
    ["nobody takes part", { workers: "0", producers: "0", queue: "q" }, /Nothing would be published/],
    ["one side alone has no queue in common with others", { workers: "0" }, /^--workers 0: .* Add --queue NAME/],
    ["one side alone fills a backlog", { producers: "0", queue: "q", backlog: "true" }, /Remove --backlog/],
    ["no worker can fail", { workers: "0", queue: "q", fail: "random:0.1" }, /No worker could fail/],
    [
      "failures need numbers that messages of others do not have",
      { producers: "0", queue: "q", fail: "random:0.1" },
      /which messages of others do not have/,
    ],
    [
      "a fault has no target",
      { workers: "0", queue: "q", faults: "kill:worker@1s" },
      /^--workers 0|There is no worker/,
    ],
    [
      "workers begin in two ways",
      { startJitter: "1s", rampUp: "2s" },
      /^--start-jitter 1s with --ramp-up 2s: .*Remove one/,
    ],
    [
      "the run ends before all workers consume",
      { rampUp: "10s", runTimeout: "10s" },
      /^--run-timeout 10s with --ramp-up 10s: .*longer --run-timeout/,
    ],
    ["heavy tasks are shorter than light ones", { heavy: "1ms", light: "2ms" }, /Swap the two/],
    ["a service time is over an hour", { dot: "61m" }, /from 0ms to 60m/],
    ["a Pareto distribution starts at 0", { skew: "pareto:1", light: "0ms" }, /more than 0ms/],
    ["a binary body is too small for its task", { size: "19" }, /needs at least 20 bytes/],
    [
      "a text body is too small for its task",
      { size: "19", body: "text" },
      /^--size 19 with --body text: A text body needs at least 24/,
    ],
    ["a handler fails with automatic acknowledgement", { fail: "random:0.1", ack: "auto" }, /cannot reject/],
    ["a handler fails after its ack", { fail: "random:0.1", ack: "early" }, /With --ack early, a worker cannot reject/],
    ["workers crash and never acknowledge", { fail: "poison:1", onError: "crash", ack: "forget" }, /cannot reject/],
    ["every execution crashes its worker", { fail: "random:1", onError: "crash" }, /No task would ever complete/],
    ["acks precede work that does not exist", { ack: "early", work: "none" }, /^--ack early with --work none/],
    [
      "acks precede the work in groups",
      { ack: "early", multiAckEvery: "5", prefetch: "9" },
      /each task when it begins/,
    ],
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
    ["a classic queue has a delivery limit", { deliveryLimit: "5" }, /Add --queue-type quorum/],
    ["a queue without a length limit has an overflow behaviour", { overflow: "reject-publish" }, /Add --max-length/],
    ["a message TTL is a fraction of a millisecond", { messageTtl: "250us" }, /whole milliseconds/],
    ["the ack timeout is for an external broker", { ackTimeout: "1s", uri: "amqp://a" }, /Use --broker local/],
    [
      "the ack timeout would be lost by a broker fault",
      { ackTimeout: "1s", faults: "kill:broker@1s" },
      /Remove --ack-timeout or the broker fault/,
    ],
    ["the ack timeout is given with automatic acknowledgement", { ackTimeout: "1s", ack: "auto" }, /no delivery waits/],
    ["a round trip has several brokers", { rtt: "20ms", uri: "amqp://a,amqp://b" }, /needs a proxy.*one URI/],
    ["a schedule has a phase without a unit", { rate: "100:5s,200:5" }, /The unit is missing in 200:5: write 200:5s/],
    ["Poisson gaps have no rate", { pace: "poisson" }, /Add --rate/],
    [
      "there are more tasks than 32-bit task numbers",
      { tasksPerProducer: "4294967295", producers: "2" },
      /more than 4,294,967,295/,
    ],
    [
      "--uri names a running broker and --broker starts another one",
      { uri: "amqp://x", broker: "docker" },
      /Remove one/,
    ],
    [
      "a run ends before its publishing",
      { time: "10s", runTimeout: "10s" },
      /^--run-timeout 10s with --time 10s: .*longer --run-timeout/,
    ],
    ["a run timeout is 0", { runTimeout: "0s" }, /Must be a duration from 1s/],
  ])("%s", (_, flags, expected) => {
    const mistakes = flagMistakes(flags);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(expected);
  });

  it("several trials break the same rule: it is reported once", () => {
    expect(flagMistakes({ multiAckEvery: "5", prefetch: "1,10", workers: "2,3,4" })).toHaveLength(1);
  });

  it("a value is invalid: rules do not report its default", () => {
    expect(flagMistakes({ multiAckEvery: "5", prefetch: "ten" })).toHaveLength(1);
  });
});

describe("a plan is allowed when", () => {
  it.each([
    ["an unlimited prefetch is given with automatic acknowledgement", { autoAck: "true", prefetch: "unlimited" }],
    ["--multi-ack-every equals the prefetch", { multiAckEvery: "5", prefetch: "5" }],
    ["--multi-ack-every is given with an unlimited prefetch", { multiAckEvery: "5", prefetch: "unlimited" }],
    ["all tasks are equally long", { heavy: "2ms", light: "2ms" }],
    ["--heavy is below --light in a uniform distribution", { skew: "uniform", heavy: "1us" }],
    ["both --time and --tasks are given", { time: "5", tasks: "10" }],
  ])("%s", (_, flags) => {
    expect(flagMistakes(flags)).toEqual([]);
  });
});

describe("a plan comes with a warning when", () => {
  it.each([
    ["the concurrency exceeds the prefetch", { workerConcurrency: "4" }, /never reached/],
    ["--wait is given for a private broker", { broker: "local", wait: "60s" }, /^--wait 60s has no effect/],
    ["--workers-per-process exceeds the workers", { workersPerProcess: "4" }, /all workers share one process/],
    ["a quorum queue limits an unlimited prefetch", { queueType: "quorum", prefetch: "unlimited" }, /2,000/],
    ["no task will be acknowledged", { ack: "forget", prefetch: "3" }, /receives only 3 tasks/],
    [
      "no worker waits for a start jitter",
      { workers: "0", queue: "q", startJitter: "1s" },
      /^--start-jitter 1s has no effect/,
    ],
    ["one worker has a ramp-up", { workers: "1", rampUp: "1s" }, /^--ramp-up 1s has no effect here: the only worker/],
    ["hundreds of processes would be started", { workers: "500", workersPerProcess: "1" }, /501 processes/],
    [
      "a fault would hit many workers that share a process",
      { workers: "1000", faults: "kill:worker@2s" },
      /^--fault kill:worker@2s hits a whole process, up to 50 workers at once/,
    ],
    ["a service time is given without work", { work: "none", heavy: "5ms" }, /^--heavy 5ms has no effect/],
    ["RabbitMQ 4 refuses the body size by default", { size: "20000000" }, /16 MiB/],
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
    const { warnings } = parseFlags(flags);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(expected);
  });

  it("nacked poison tasks may block a quorum queue with a delivery limit", () => {
    const { warnings } = parseFlags({ fail: "poison:2", queueType: "quorum", deliveryLimit: "5", requeueBy: "nack" });
    expect(warnings.join("\n")).toMatch(/every worker busy from RabbitMQ 4.3 on/);
    expect(warnings.join("\n")).not.toContain("classic");
  });
});

it.each([
  ["counts rejected messages", { deliveryLimit: "5" }],
  ["has the default limit, or requeues to its end", {}],
  ["has no limit and requeues nacked messages to its end", { deliveryLimit: "unlimited", requeueBy: "nack" }],
])("poison tasks do not block a quorum queue that %s: no warning", (_, flags) => {
  expect(parseFlags({ fail: "poison:3", queueType: "quorum", ...flags }).warnings).toEqual([]);
});

const warnings = (flags: Record<string, string>): string => parseFlags(flags).warnings.join("\n");

describe("several queues", () => {
  it("may be an axis", () => {
    const { trials } = parseFlags({ queues: "1,4,16" }).experiment;
    expect(trials.map(({ settings }) => settings.queues)).toEqual([1, 4, 16]);
  });

  it("are noted if the workers cannot be spread evenly", () => {
    expect(warnings({ queues: "3", workers: "4" })).toMatch(/some queues have 1 worker and some 2/);
    expect(warnings({ queues: "3", workers: "2" })).toMatch(/some workers consume from 1 queues? and some from 2/);
    expect(warnings({ queues: "4", workers: "2" })).toBe("");
    expect(warnings({ queues: "2", workers: "4" })).toBe("");
  });

  it("are noted if a program must consume from several of them, and if the tasks do not reach all of them", () => {
    expect(warnings({ queues: "4", workers: "2", workerCommand: "w" })).toMatch(/FAIRHARE_QUEUES/);
    expect(warnings({ queues: "4", workers: "4", tasks: "3" })).toMatch(/3 tasks do not reach all queues/);
  });
});
