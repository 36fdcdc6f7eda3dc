// Checks that need the opened broker or the machine: what this provider, version or machine cannot do.
import { brokerRules } from "@fairhare/core";
import { ackTimeoutAnswerOn, type Experiment, type Fault, largestBody, retriesInQueue } from "@fairhare/workload";
import { type KnownBroker, type OpenedBroker, whyNotWith } from "../../faults/fault-abilities.ts";
import type { Mistake } from "../../mistakes/mistake.ts";
import { NOT_OURS } from "../queues/ack-timeout-rules.ts";
import { clusterMistakes } from "./cluster-mistakes.ts";
import { NOT_PREDECLARED } from "../queues/queue-rules.ts";

const NO_DELAYED_RETRY =
  "Quorum queues delay retries themselves from RabbitMQ 4.3 on; older versions ignore the setting and redeliver at once. Use --retry-means dead-letter.";
const NONE_ON_CLASSIC =
  "From RabbitMQ 4.3 on, a classic queue has no acknowledgement timeout. Use --queue-type quorum, or remove --ack-timeout.";

/** The mistakes that the rules cannot find, because they depend on the provider and the version. */
export const brokerMistakes = (
  experiment: Pick<Experiment, "trials"> & Partial<Pick<Experiment, "broker">>,
  broker: KnownBroker,
): Mistake[] => [
  ...clusterMistakes(experiment.broker ?? {}, broker),
  ...brokerFaultMistakes(experiment, broker),
  ...ackTimeoutMistakes(experiment, broker),
  ...bodyMistakes(experiment, broker),
  ...predeclaredMistakes(experiment, broker),
  ...retryMistakes(experiment, broker),
];

function retryMistakes(
  { trials }: Pick<Experiment, "trials">,
  { facts: { version } }: Pick<KnownBroker, "facts">,
): Mistake[] {
  const isAsked = trials.some(({ settings }) => retriesInQueue(settings));
  return isAsked && !brokerRules(version).quorumDelaysRetries
    ? [{ place: `--retry-means broker on RabbitMQ ${version}`, message: NO_DELAYED_RETRY }]
    : [];
}

const predeclaredMistakes = ({ trials }: Pick<Experiment, "trials">, { provider }: KnownBroker): Mistake[] =>
  provider !== "external" && trials.some(({ settings }) => settings.queue.predeclared)
    ? [{ place: `--predeclared with a ${provider} broker`, message: NOT_PREDECLARED }]
    : [];

/** Of a private node only, which has the default limit of its version; other brokers may have another limit. */
function bodyMistakes(
  { trials }: Pick<Experiment, "trials">,
  { provider, facts: { version } }: KnownBroker,
): Mistake[] {
  const { maxMessageBytes } = brokerRules(version);
  const sizes = new Set(trials.map(({ settings }) => largestBody(settings)).filter((bytes) => bytes > maxMessageBytes));
  if (provider !== "local") return [];
  return [...sizes].map((bytes) => ({
    place: `--size ${bytes} on RabbitMQ ${version}`,
    message: `RabbitMQ refuses bodies above ${maxMessageBytes.toLocaleString("en-US")} bytes (max_message_size). Use a smaller size, or a broker with a larger limit.`,
  }));
}

function ackTimeoutMistakes(
  { trials }: Pick<Experiment, "trials">,
  { provider, facts: { version } }: KnownBroker,
): Mistake[] {
  const timed = trials.map(({ settings }) => settings).filter(({ ackTimeoutMs }) => ackTimeoutMs > 0);
  if (timed.length === 0) return [];
  if (provider === "external") return [{ place: "--ack-timeout with an external broker", message: NOT_OURS }];
  return timed.some(({ queueType }) => ackTimeoutAnswerOn({ queueType }, version) === "none")
    ? [{ place: `--ack-timeout with --queue-type classic on RabbitMQ ${version}`, message: NONE_ON_CLASSIC }]
    : [];
}

/** Of `--broker auto`, whose provider the rules do not know. */
export function brokerFaultMistakes({ trials }: Pick<Experiment, "trials">, broker: OpenedBroker): Mistake[] {
  const reasons = new Map(faultsOf(trials).map((fault) => [fault.text, whyNotWith(broker, fault)]));
  return [...reasons].flatMap(([text, message]) =>
    message === null
      ? []
      : [
          {
            place: `--fault ${text} with ${broker.provider === "external" ? "an" : "a"} ${broker.provider} broker`,
            message,
          },
        ],
  );
}

/** Whether no run declares anything, so that its user may have no right to. */
export const declaresNothing = ({ trials }: Pick<Experiment, "trials">): boolean =>
  trials.length > 0 && trials.every(({ settings }) => settings.queue.predeclared);

export const cutsPower = ({ trials }: Pick<Experiment, "trials">): boolean => textsOf(trials, isPowerCut).length > 0;

/** `reason`: why this machine cannot simulate a power cut; null when it can. */
export const powerCutMistakes = ({ trials }: Pick<Experiment, "trials">, reason: string | null): Mistake[] =>
  reason === null
    ? []
    : textsOf(trials, isPowerCut).map((text) => ({ place: `--fault ${text} on this machine`, message: reason }));

const isPowerCut = ({ kind }: Fault): boolean => kind === "power-cut";

/** Without duplicates. */
const textsOf = (trials: Experiment["trials"], picks: (fault: Fault) => boolean): string[] => [
  ...new Set(
    faultsOf(trials)
      .filter(picks)
      .map(({ text }) => text),
  ),
];

const faultsOf = (trials: Experiment["trials"]): Fault[] => trials.flatMap(({ settings }) => settings.faults);
