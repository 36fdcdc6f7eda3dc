// The definition of an option. --help, environment variables, the experiment file with its JSON Schema, and
// docs/options.md are all generated from it.
import type { ListenAddress } from "@fairhare/core";
import type {
  BrokerProvider,
  AckMode,
  BodyKind,
  ConnectPolicy,
  Durability,
  Failing,
  OnError,
  OnUnknown,
  Overflow,
  Pace,
  PartitionHandling,
  PriorityMix,
  QueueLeader,
  QueueType,
  Rate,
  RequeueBy,
  RetryMeans,
  SizeMix,
  Spread,
  WorkKind,
} from "@fairhare/workload";
import type { ArgumentSpec } from "./kinds/argument-kind.ts";
import type { BenchmarkFile } from "./kinds/benchmark-file.ts";
import type { BodyFilesSpec } from "./kinds/body-kind.ts";
import type { PropertySpec } from "./kinds/property-kind.ts";
import type { SkewSpec } from "./kinds/skew-kind.ts";
import type { ValueKind } from "./kinds/value-kind.ts";

/** Every option by its name in the experiment file, with the type of one parsed value. */
export interface OptionValues {
  workers: number;
  producers: number;
  workersPerProcess: number;
  workerConcurrency: number;
  queue: string;
  queues: number;
  predeclared: boolean;
  exchange: string;
  routingKey: string;
  queueArg: ArgumentSpec;
  consumerArg: ArgumentSpec;
  singleActiveConsumer: boolean;
  speed: readonly number[];
  consumerPriority: readonly number[];
  holdBody: boolean;
  startJitter: number;
  rampUp: number;
  prefetch: number;
  ack: AckMode;
  autoAck: boolean;
  multiAckEvery: number;
  queueType: QueueType;
  durability: Exclude<Durability, "custom">;
  queueDurable: boolean;
  persistent: boolean;
  confirm: number;
  tasks: number;
  tasksPerProducer: number;
  time: number;
  rate: Rate | null;
  pace: Pace;
  backlog: boolean;
  size: number | SizeMix;
  body: BodyKind | "auto" | BodyFilesSpec;
  contentType: string;
  property: PropertySpec;
  priority: number | PriorityMix;
  skew: SkewSpec;
  heavy: number;
  light: number;
  dot: number;
  work: WorkKind;
  fail: Failing;
  onError: OnError;
  requeueBy: RequeueBy;
  retryDelay: number;
  retryMeans: RetryMeans;
  maxAttempts: number;
  deadLetter: boolean;
  messageTtl: number;
  maxLength: number;
  overflow: Overflow;
  deliveryLimit: number;
  ackTimeout: number;
  faults: string;
  workerCommand: string;
  producerCommand: string;
  shell: boolean;
  donePattern: string;
  grace: number;
  showOutput: boolean;
  onUnknown: OnUnknown;
  broker: BrokerProvider;
  uri: string;
  agents: number;
  spread: Spread;
  listen: ListenAddress;
  tokenFile: string;
  joinTimeout: number;
  agentTimeout: number;
  agentUri: string;
  tlsCa: string;
  tlsCert: string;
  tlsKey: string;
  tlsServername: string;
  wait: number;
  nodes: number;
  partitionHandling: PartitionHandling;
  queueLeader: QueueLeader;
  quorumSize: number;
  connect: ConnectPolicy;
  heartbeat: number;
  rtt: number;
  experiment: string;
  scenario: string;
  name: string;
  repeat: number;
  warmup: number;
  warmupTime: number | null;
  seed: number;
  readyTimeout: number;
  drainTimeout: number;
  runTimeout: number;
  exclude: string;
  threshold: string;
  compare: "reference" | "all-pairs";
  reference: string;
  baseline: string;
  baselineStrict: boolean;
  printPlan: boolean;
  out: string;
  exportJson: string;
  exportMarkdown: string;
  exportCsv: string;
  exportJunit: string;
  exportBenchmark: BenchmarkFile;
  exportOpenmetrics: string;
  exportCsvWorkers: string;
  exportCsvQueues: string;
  exportCsvIntervals: string;
  metricsPort: number;
  exportHtml: string;
  ui: number;
  uiListen: string;
  columns: string;
  wide: boolean;
  noProgress: boolean;
  quiet: boolean;
}
export type OptionKey = keyof OptionValues;

export const OPTION_GROUPS = [
  "Fleet",
  "Own programs",
  "Queue and delivery",
  "Traffic",
  "Service time",
  "Handler failures",
  "Queue limits",
  "Faults",
  "Broker",
  "Agents",
  "Experiment",
  "Output",
] as const;
export type OptionGroup = (typeof OPTION_GROUPS)[number];

export interface Option<T> {
  readonly group: OptionGroup;
  /** Long flag without the leading dashes. */
  readonly flag: string;
  /** One-letter flag, the same as PerfTest's. */
  readonly letter?: string;
  readonly kind: ValueKind<T>;
  /** Placeholder in --help; replaces the one of `kind`. */
  readonly syntax?: string;
  /** A noun phrase or an imperative of at most 90 characters; --help appends the default. */
  readonly description: string;
  /** As text; absent when omitting the option has a meaning of its own. */
  readonly default?: string;
  /** Accepts a comma list; each value becomes a trial of the matrix. */
  readonly axis?: true;
  /**
   * May be given several times. Commas then do not separate values; in an environment variable, semicolons and
   * newlines do.
   */
  readonly repeatable?: true;
  /** The same value may be given twice, with twice the effect. */
  readonly mayRecur?: true;
  /** A flag without a value means true. */
  readonly isSwitch?: true;
  /** The value of a flag that is typed without one. */
  readonly whenAlone?: string;
  /** Concerns the output of one invocation only, so an experiment file must not contain it. */
  readonly invocationOnly?: true;
}

export const ENVIRONMENT_PREFIX = "FAIRHARE_";

/** `multi-ack-every` → `FAIRHARE_MULTI_ACK_EVERY`. */
export const environmentName = (flag: string): string =>
  `${ENVIRONMENT_PREFIX}${flag.replaceAll("-", "_").toUpperCase()}`;

export type OptionTable<K extends OptionKey> = { readonly [P in K]: Option<OptionValues[P]> };
