// Opens the broker of a run, and prints its version and how long that took.
import { probeConnection, probeServer } from "@fairhare/amqp";
import { type Broker, type BrokerNeed, openBroker } from "@fairhare/broker";
import type { Experiment } from "@fairhare/workload";
import type { Cli } from "../cli.ts";
import { spokenSeconds } from "./plan-line.ts";
import type { Progress } from "./progress/port.ts";

/** `declares`: the user may declare queues, so that the broker can be tested with one. */
export async function startBroker(
  { provider, uri, waitSeconds, cluster }: Experiment["broker"],
  { needs = [], declares = true }: { readonly needs?: readonly BrokerNeed[]; readonly declares?: boolean },
  progress: Progress,
  { environment, interruption }: Cli,
): Promise<Broker> {
  const began = performance.now();
  progress.wait("Opening a broker …");
  const broker = await openBroker(
    {
      provider,
      env: environment,
      needs,
      waitSeconds,
      ...(uri === null ? {} : { uri }),
      ...(cluster === undefined ? {} : { cluster }),
    },
    {
      probe: declares ? probeServer : probeConnection,
      signal: interruption.signal,
      onNotice: (sentence) => progress.wait(sentence),
    },
  );
  progress.notice(`${describeBroker(broker)} ready in ${spokenSeconds((performance.now() - began) / 1_000)}`);
  return broker;
}

/** `RabbitMQ 3.10.8 (local)`, `RabbitMQ 4.3.6 (local, 3 nodes)`. */
export const describeBroker = ({ facts, provider, cluster }: Pick<Broker, "facts" | "provider" | "cluster">): string =>
  `${facts.product} ${facts.version} (${provider}${cluster === undefined ? "" : `, ${cluster.nodes.length} nodes`})`;
