// Opens the broker of a run, and prints its version and how long that took.
import { probeConnection, probeServer } from "@fairhare/amqp";
import { type Broker, type BrokerNeed, openBroker } from "@fairhare/broker";
import type { Experiment } from "@fairhare/workload";
import type { Cli } from "../cli.ts";
import { spokenSeconds } from "./plan-line.ts";
import type { Progress } from "./progress/port.ts";

/** `declares`: the user may declare queues, so that the broker can be tested with one. */
export async function startBroker(
  { provider, uri, waitSeconds }: Experiment["broker"],
  { needs = [], declares = true }: { readonly needs?: readonly BrokerNeed[]; readonly declares?: boolean },
  progress: Progress,
  { environment, interruption }: Cli,
): Promise<Broker> {
  const began = performance.now();
  progress.wait("Opening a broker …");
  const broker = await openBroker(
    { provider, env: environment, needs, waitSeconds, ...(uri === null ? {} : { uri }) },
    {
      probe: declares ? probeServer : probeConnection,
      signal: interruption.signal,
      onNotice: (sentence) => progress.wait(sentence),
    },
  );
  progress.notice(`${describeBroker(broker)} ready in ${spokenSeconds((performance.now() - began) / 1_000)}`);
  return broker;
}

/** `RabbitMQ 3.10.8 (local)`. */
export const describeBroker = ({ facts, provider }: Pick<Broker, "facts" | "provider">): string =>
  `${facts.product} ${facts.version} (${provider})`;
