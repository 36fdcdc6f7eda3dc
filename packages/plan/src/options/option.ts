// What is known of an option, in one place: --help, the environment, the experiment file, its JSON Schema
// and the reference are all made from it.
import type {
  BrokerProvider,
  AckMode,
  BodyKind,
  Durability,
  Failing,
  OnError,
  OnUnknown,
  Overflow,
  Pace,
  QueueType,
  RequeueBy,
  WorkKind,
} from "@fairhare/workload";
import type { SkewSpec } from "./skew-kind.ts";
import type { ValueKind } from "./value-kind.ts";

/** Every option by its name in the experiment file, with what one value of it reads as. */
export interface OptionValues {
  workers: number;
  producers: number;
  workersPerProcess: number;
  workerConcurrency: number;
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
  rate: number | null;
  pace: Pace;
  backlog: boolean;
  size: number;
  body: BodyKind | "auto";
  skew: SkewSpec;
  heavy: number;
  light: number;
  dot: number;
  work: WorkKind;
  fail: Failing;
  onError: OnError;
  requeueBy: RequeueBy;
  maxAttempts: number;
  deadLetter: boolean;
  messageTtl: number;
  maxLength: number;
  overflow: Overflow;
  deliveryLimit: number;
  ackTimeout: number;
  faults: string;
  onUnknown: OnUnknown;
  broker: BrokerProvider;
  uri: string;
  wait: number;
  heartbeat: number;
  experiment: string;
  name: string;
  repeat: number;
  warmup: number;
  seed: number;
  drainTimeout: number;
  runTimeout: number;
  exclude: string;
  threshold: string;
  out: string;
  exportJson: string;
  exportMarkdown: string;
  exportCsv: string;
  noProgress: boolean;
  quiet: boolean;
}
export type OptionKey = keyof OptionValues;

export const OPTION_GROUPS = [
  "Fleet",
  "Queue and delivery",
  "Traffic",
  "What a task costs",
  "Failing handlers",
  "Queue limits",
  "Faults",
  "Broker",
  "Experiment",
  "Output",
] as const;
export type OptionGroup = (typeof OPTION_GROUPS)[number];

export interface Option<T> {
  readonly group: OptionGroup;
  /** Long flag without its dashes. */
  readonly flag: string;
  /** PerfTest's letter for it. */
  readonly letter?: string;
  readonly kind: ValueKind<T>;
  /** Placeholder in --help where the kind's own says too little. */
  readonly syntax?: string;
  readonly description: string;
  /** As it would be written; none when leaving the option out means something of its own. */
  readonly default?: string;
  /** A comma list makes trials of the matrix. */
  readonly axis?: true;
  /** May be given several times; then commas do not separate, but in the environment semicolons and newlines do. */
  readonly repeatable?: true;
  /** The same value twice is twice of it, not a slip of the pen. */
  readonly mayRecur?: true;
  /** A flag without a value means true. */
  readonly isSwitch?: true;
  /** Says how one invocation is shown or stored, so it is no part of an experiment file. */
  readonly invocationOnly?: true;
}

export const ENVIRONMENT_PREFIX = "FAIRHARE_";

/** `multi-ack-every` → `FAIRHARE_MULTI_ACK_EVERY`. */
export const environmentName = (flag: string): string =>
  `${ENVIRONMENT_PREFIX}${flag.replaceAll("-", "_").toUpperCase()}`;

export type OptionTable<K extends OptionKey> = { readonly [P in K]: Option<OptionValues[P]> };
