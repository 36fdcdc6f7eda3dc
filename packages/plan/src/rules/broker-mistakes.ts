// What is wrong with a plan that asks more of its broker than this provider or this version can do, in one list.
import { brokerRules } from "@fairhare/core";
import { ackTimeoutMistakes } from "./ack-timeout-rules.ts";
import type { Experiment } from "@fairhare/workload";
import { brokerFaultMistakes, type KnownBroker } from "../faults/fault-abilities.ts";
import type { Mistake } from "../mistake.ts";

/** What the rules cannot judge: only now it is known whose broker it is, and which version. */
export const brokerMistakes = (experiment: Pick<Experiment, "trials">, broker: KnownBroker): Mistake[] => [
  ...brokerFaultMistakes(experiment, broker),
  ...ackTimeoutMistakes(experiment, broker),
  ...bodyMistakes(experiment, broker),
];

/** On a node of our own, whose limit is the version's default; on any other it may have been raised. */
function bodyMistakes(
  { trials }: Pick<Experiment, "trials">,
  { provider, facts: { version } }: KnownBroker,
): Mistake[] {
  const { maxMessageBytes } = brokerRules(version);
  const sizes = new Set(trials.map(({ settings }) => settings.sizeBytes).filter((bytes) => bytes > maxMessageBytes));
  if (provider !== "local") return [];
  return [...sizes].map((bytes) => ({
    place: `--size ${bytes} on RabbitMQ ${version}`,
    message: `It refuses a body above ${maxMessageBytes} bytes (its max_message_size). Use a smaller size, or a broker with a larger limit.`,
  }));
}
