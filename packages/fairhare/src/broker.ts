// A broker that several runs share: starting a private RabbitMQ takes seconds.
import { probeConnection, probeServer } from "@fairhare/amqp";
import { type Broker, openBroker } from "@fairhare/broker";
import type { BrokerProvider } from "@fairhare/workload";

export interface BrokerOptions {
  /** As `--broker`. Default: `uri` or AMQP_URL if set, otherwise a private RabbitMQ, otherwise Docker. */
  readonly broker?: BrokerProvider;
  /** As `--uri`. */
  readonly uri?: string;
  /** Seconds to wait until the broker at `uri` is ready. Default: 0. */
  readonly waitSeconds?: number;
  /** Prepare a private RabbitMQ for the fault `power-cut:broker` (Linux, root). */
  readonly powerCut?: boolean;
  /** As `--nodes`: a private cluster. Default: 1. */
  readonly nodes?: number;
  /** As `--partition-handling`. */
  readonly partitionHandling?: "ignore" | "pause-minority" | "autoheal";
  /** As `--predeclared`: the user may not declare queues, so the broker is not tested with one. */
  readonly predeclared?: boolean;
  readonly signal?: AbortSignal;
  /** Receives a sentence about each step of the start. */
  readonly onNotice?: (sentence: string) => void;
}

export interface RunningBroker extends AsyncDisposable {
  /** Contains the credentials. */
  readonly uri: string;
  readonly provider: Broker["provider"];
  /** Of the server, such as `4.1.0`. */
  readonly version: string;
  /** Stops and removes a private RabbitMQ or a container; leaves an external broker as it is. */
  stop(): Promise<void>;
}

interface Opened {
  readonly broker: Broker;
  readonly canCutPower: boolean;
}

const opened = new WeakMap<RunningBroker, Opened>();

/**
 * Rejects with a FairhareError: BROKER_NOT_FOUND, BROKER_UNREACHABLE or BROKER_START_FAILED. After an abort, rejects with
 * the signal's reason. A private RabbitMQ is removed even if this process is killed.
 */
export async function startBroker(options: BrokerOptions = {}): Promise<RunningBroker> {
  const {
    broker: provider = "auto",
    uri,
    waitSeconds = 0,
    powerCut = false,
    predeclared = false,
    nodes = 1,
    partitionHandling,
    signal,
    onNotice,
  } = options;
  const broker = await openBroker(
    {
      provider,
      env: process.env,
      waitSeconds,
      needs: powerCut ? ["power-cut"] : [],
      ...(uri === undefined ? {} : { uri }),
      ...(nodes === 1 ? {} : { cluster: { nodes, partitionHandling: partitionHandling ?? null } }),
    },
    {
      probe: predeclared ? probeConnection : probeServer,
      signal: signal ?? new AbortController().signal,
      onNotice: onNotice ?? (() => undefined),
    },
  );
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= Promise.resolve(broker[Symbol.asyncDispose]()));
  const running: RunningBroker = {
    uri: broker.uri,
    provider: broker.provider,
    version: broker.facts.version,
    stop,
    [Symbol.asyncDispose]: stop,
  };
  opened.set(running, { broker, canCutPower: powerCut });
  return running;
}

export function openedBroker(running: RunningBroker): Opened {
  const found = opened.get(running);
  if (found === undefined) throw new TypeError("`broker` must be the result of startBroker().");
  return found;
}
