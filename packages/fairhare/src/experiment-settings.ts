// Generated from the option table by testing/settings-type.ts. To update it: npm run test:unit -- packages/fairhare --update

type OneOrMore<T> = T | readonly T[];

/** The settings of an experiment file: the long flags in camelCase. A list of values makes an axis of the matrix. */
export interface ExperimentSettings {
  /** Workers that consume, each in its own process up to 100; 0 only publishes to --queue. Default: 2. */
  readonly workers?: OneOrMore<number> | undefined;
  /** Producers that publish, each in its own process; 0 only consumes from --queue. Default: 1. */
  readonly producers?: OneOrMore<number> | undefined;
  /** Workers in each worker process; auto shares 20 processes from 101 workers on. Default: auto. */
  readonly workersPerProcess?: OneOrMore<number | "auto"> | undefined;
  /** Tasks that a worker processes at the same time. Default: 1. */
  readonly workerConcurrency?: OneOrMore<number> | undefined;
  /** Speeds of the workers, repeated; a worker of speed 0.5 takes twice as long. Default: 1. */
  readonly speed?: OneOrMore<number | string> | undefined;
  /** Consumer priorities of the workers, repeated; the highest free worker gets a task. Default: 0. */
  readonly consumerPriority?: OneOrMore<number | string> | undefined;
  /** Keep the body of a message in the worker's memory until its task is finished. Default: false. */
  readonly holdBody?: OneOrMore<boolean> | undefined;
  /** Each worker begins to consume after a random time below this. Default: 0ms. */
  readonly startJitter?: OneOrMore<string> | undefined;
  /** Workers begin to consume one after the other, evenly spread over this time. Default: 0ms. */
  readonly rampUp?: OneOrMore<string> | undefined;
  /** Program to run as each worker; gets AMQP_URL and FAIRHARE_QUEUE; repeatable. */
  readonly workerCommand?: OneOrMore<string> | undefined;
  /** Program to run as each producer; ends with exit code 0 when it has published; repeatable. */
  readonly producerCommand?: OneOrMore<string> | undefined;
  /** Run the commands with /bin/sh -c. Default: false. */
  readonly shell?: boolean | undefined;
  /** Line of the worker program's output that says: one task is done, in delivery order. */
  readonly donePattern?: string | undefined;
  /** Time from SIGTERM to SIGKILL at the end of a program. Default: 10s. */
  readonly grace?: string | undefined;
  /** Unacknowledged messages a consumer may hold; 0 or unlimited removes the limit. Default: 1. */
  readonly prefetch?: OneOrMore<number | "unlimited"> | undefined;
  /** Acknowledge after the work (manual), before it (early), on delivery (auto) or never. Default: manual. */
  readonly ack?: OneOrMore<"manual" | "early" | "auto" | "forget"> | undefined;
  /** Same as --ack auto. */
  readonly autoAck?: boolean | undefined;
  /** Send one acknowledgement for every N completed tasks. Default: 1. */
  readonly multiAckEvery?: OneOrMore<number> | undefined;
  /** Queue type. Default: classic. */
  readonly queueType?: OneOrMore<"classic" | "quorum"> | undefined;
  /** Queue durability, message persistence, publisher confirms; each level adds one. Default: persistent. */
  readonly durability?: OneOrMore<"transient" | "durable" | "persistent" | "confirmed"> | undefined;
  /** Declare the queue durable; overrides --durability. */
  readonly queueDurable?: OneOrMore<boolean> | undefined;
  /** Publish persistent messages; overrides --durability. */
  readonly persistent?: OneOrMore<boolean> | undefined;
  /** Publisher confirms: unconfirmed publishes allowed per producer; 0 disables confirms. Default: 0. */
  readonly confirm?: OneOrMore<number> | undefined;
  /** Name of the queue; must be empty (default: a queue of the run's own). */
  readonly queue?: string | undefined;
  /** Number of queues, NAME-1 to NAME-N; tasks and workers are spread over them evenly. Default: 1. */
  readonly queues?: OneOrMore<number> | undefined;
  /** Use the existing --queue as it is: create, delete and purge nothing. Default: false. */
  readonly predeclared?: boolean | undefined;
  /** Existing exchange to publish to (default: the default exchange). */
  readonly exchange?: string | undefined;
  /** Routing key of messages and of the queue's binding (default: the queue's name). */
  readonly routingKey?: string | undefined;
  /** Argument of the queue, e.g. x-max-priority=10; repeatable. */
  readonly queueArg?: OneOrMore<string> | undefined;
  /** Argument of each consumer, e.g. x-priority=5; repeatable. */
  readonly consumerArg?: OneOrMore<string> | undefined;
  /** Let one worker at a time consume; another one replaces it when it ends. Default: false. */
  readonly singleActiveConsumer?: boolean | undefined;
  /** Total number of tasks; no limit when only --time is given. Default: 200. */
  readonly tasks?: OneOrMore<number> | undefined;
  /** Number of tasks per producer; replaces --tasks. */
  readonly tasksPerProducer?: OneOrMore<number> | undefined;
  /** Publish for this long, then drain; a bare number is seconds. */
  readonly time?: OneOrMore<number | string> | undefined;
  /** Publish rate per producer, per second: constant, or a schedule of steps and ramps. Default: unlimited. */
  readonly rate?: OneOrMore<number | string> | undefined;
  /** Gaps between publishes: equal, or random like independent clients; needs --rate. Default: constant. */
  readonly pace?: OneOrMore<"constant" | "poisson"> | undefined;
  /** Publish all tasks first, then let all workers start consuming at once. Default: false. */
  readonly backlog?: OneOrMore<boolean> | undefined;
  /** Bytes of a message body: one size, a range or a weighted mix; 0 is the shortest. Default: 0. */
  readonly size?: OneOrMore<number | string> | undefined;
  /** Message body: text, binary, or a file; auto is binary with --size or --work none. Default: auto. */
  readonly body?: OneOrMore<string> | undefined;
  /** Content type of the messages, e.g. application/json. */
  readonly contentType?: string | undefined;
  /** Property of the messages, e.g. correlation-id={{task}} or header.x-a=b; repeatable. */
  readonly property?: OneOrMore<string> | undefined;
  /** Priority of the messages: one, a range or a weighted mix (default: none). */
  readonly priority?: OneOrMore<number | string> | undefined;
  /** Service-time distribution of the tasks. Default: odd-even. */
  readonly skew?: OneOrMore<string> | undefined;
  /** Service time of a heavy task; upper limit of pareto and lognormal. Default: 100ms. */
  readonly heavy?: OneOrMore<string> | undefined;
  /** Service time of a light task; lower limit of pareto, median of lognormal. Default: 1ms. */
  readonly light?: OneOrMore<string> | undefined;
  /** Service time of a dot, with --skew dots and in traces. Default: 1s. */
  readonly dot?: OneOrMore<string> | undefined;
  /** How a worker spends the service time: sleep, use a CPU core (cpu), or skip it (none). Default: sleep. */
  readonly work?: OneOrMore<"sleep" | "cpu" | "none"> | undefined;
  /** Simulated handler failures after the work: a share P of executions, or N poison tasks. Default: none. */
  readonly fail?: OneOrMore<string> | undefined;
  /** Handling of a failed task: requeue, drop, dead-letter, retry later, or crash the worker. Default: requeue. */
  readonly onError?: OneOrMore<"requeue" | "drop" | "dead-letter" | "crash" | "retry-delay"> | undefined;
  /** AMQP method that requeues a failed task; RabbitMQ 4.3+ does not count a nack. Default: reject. */
  readonly requeueBy?: OneOrMore<"reject" | "nack"> | undefined;
  /** Time until a failed task returns to the queue, with --on-error retry-delay. Default: 5s. */
  readonly retryDelay?: OneOrMore<string> | undefined;
  /** Place of a task until its retry: its quorum queue (RabbitMQ 4.3+), or a retry queue. Default: auto. */
  readonly retryMeans?: OneOrMore<"auto" | "broker" | "dead-letter"> | undefined;
  /** Attempts after which the drain stops waiting for a poison task. Default: 20. */
  readonly maxAttempts?: OneOrMore<number> | undefined;
  /** Add a dead-letter queue and record its messages; implied by --on-error dead-letter. */
  readonly deadLetter?: OneOrMore<boolean> | undefined;
  /** Time in the queue after which a message expires (default: no limit). */
  readonly messageTtl?: OneOrMore<string> | undefined;
  /** Maximum number of ready messages in the queue (default: no limit). */
  readonly maxLength?: OneOrMore<number> | undefined;
  /** Overflow behaviour: drop the oldest message or reject the new one; needs --max-length. Default: drop-head. */
  readonly overflow?: OneOrMore<"drop-head" | "reject-publish"> | undefined;
  /** Redelivery limit of a quorum queue (default: RabbitMQ's, 20 from 4.0 on). */
  readonly deliveryLimit?: OneOrMore<number | "unlimited"> | undefined;
  /** Time limit for acknowledging a delivery (default: RabbitMQ's, 30 minutes). */
  readonly ackTimeout?: OneOrMore<string> | undefined;
  /** Fault to inject, e.g. kill:worker@2s,every=3s; repeatable; A|B|none makes trials. */
  readonly faults?: OneOrMore<string> | undefined;
  /** Handling of unconfirmed publishes after a connection loss. Default: leave. */
  readonly onUnknown?: OneOrMore<"republish" | "leave"> | undefined;
  /** RabbitMQ to use: a running one (external), a private one (local, docker) or any (auto). Default: auto. */
  readonly broker?: "auto" | "external" | "local" | "docker" | undefined;
  /** URI of a running RabbitMQ, or several in order of failover (default: AMQP_URL). */
  readonly uri?: string | undefined;
  /** PEM file with the authority that signed the certificate of an amqps:// broker. */
  readonly tlsCa?: string | undefined;
  /** PEM file with the client certificate for an amqps:// broker; needs --tls-key. */
  readonly tlsCert?: string | undefined;
  /** PEM file with the key of the client certificate, without a passphrase. */
  readonly tlsKey?: string | undefined;
  /** Host name that the broker's certificate must have (default: the host of the URI). */
  readonly tlsServername?: string | undefined;
  /** Time to wait for the broker at --uri or AMQP_URL to become ready. Default: 0s. */
  readonly wait?: string | undefined;
  /** AMQP heartbeat of every connection; 0 disables it; a bare number is seconds. Default: 60s. */
  readonly heartbeat?: OneOrMore<number | string> | undefined;
  /** Simulated round trip of every connection of the fleet, half in each direction. Default: 0ms. */
  readonly rtt?: OneOrMore<string> | undefined;
  /** Nodes of a private RabbitMQ; several form a cluster on this machine. Default: 1. */
  readonly nodes?: number | undefined;
  /** Partition handling of a cluster with Mnesia (default: ignore). */
  readonly partitionHandling?: "ignore" | "pause-minority" | "autoheal" | undefined;
  /** Node that leads or holds each queue at first (default: balanced with --nodes). */
  readonly queueLeader?: OneOrMore<"balanced" | number> | undefined;
  /** Initial replicas of a quorum queue (default: the broker's, 3). */
  readonly quorumSize?: OneOrMore<number> | undefined;
  /** Node that each client tries first (default: spread with --nodes, else listed). */
  readonly connect?: OneOrMore<"listed" | "spread" | "leader" | "follower" | number> | undefined;
  /** Run the fleet on this many agents instead of this machine; waits until they join. */
  readonly agents?: number | undefined;
  /** Processes on each agent: the same number, or one for each core of an agent in turn. Default: even. */
  readonly spread?: "even" | "fill" | undefined;
  /** Name in the report and its path; an experiment file's name replaces the default. Default: bench. */
  readonly name?: string | undefined;
  /** Measured runs per trial, interleaved over the trials. Default: 1. */
  readonly repeat?: number | undefined;
  /** Warm-up runs per trial, not counted in the results. Default: 0. */
  readonly warmup?: number | undefined;
  /** Start of each run that rates and latencies leave out; auto detects it. Default: auto. */
  readonly warmupTime?: string | undefined;
  /** Random seed of service times, Poisson gaps and the order of the runs. Default: 1. */
  readonly seed?: number | undefined;
  /** Trials to leave out of the matrix, e.g. queueType=quorum,durability=transient; repeatable. */
  readonly exclude?: OneOrMore<string> | undefined;
  /** End a run whose workers do not consume within this time. Default: 60s. */
  readonly readyTimeout?: string | undefined;
  /** Stop draining after this long without progress. Default: 60s. */
  readonly drainTimeout?: string | undefined;
  /** End each run after this long, with verdict unknown (default: no limit). */
  readonly runTimeout?: string | undefined;
  /** Condition for passing, e.g. lost==0 or '[prefetch=1] jainBusy>=0.9'; repeatable. */
  readonly threshold?: OneOrMore<string> | undefined;
  /** Pairs of trials in the comparison: each trial with the reference, or all pairs. Default: reference. */
  readonly compare?: "reference" | "all-pairs" | undefined;
  /** Trial that the others are compared with, e.g. prefetch=1 (default: the first). */
  readonly reference?: string | undefined;
  /** Earlier results.json or run directory for thresholds like throughput>=0.95x; or none. */
  readonly baseline?: string | undefined;
  /** Fail a relative threshold also if the miss may be chance. Default: false. */
  readonly baselineStrict?: boolean | undefined;
}
