// What is wrong with a plan that asks more of its broker than this provider or this version can do, in one list.
import { brokerRules } from "@fairhare/core";
import type { Experiment, Fault } from "@fairhare/workload";
import { type KnownBroker, type OpenedBroker, whyNotWith } from "../faults/fault-abilities.ts";
import type { Mistake } from "../mistakes/mistake.ts";
import { ackTimeoutAnswerOn, NOT_OURS } from "./ack-timeout-rules.ts";

const NONE_ON_CLASSIC =
  "From RabbitMQ 4.3 on a classic queue has no acknowledgement timeout. Use --queue-type quorum, or leave --ack-timeout out.";

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

/** What is wrong with the plan now that the broker is known: whether its timeout can be set, and does anything. */
function ackTimeoutMistakes(
  { trials }: Pick<Experiment, "trials">,
  { provider, facts: { version } }: KnownBroker,
): Mistake[] {
  const timed = trials.map(({ settings }) => settings).filter(({ ackTimeoutMs }) => ackTimeoutMs > 0);
  if (timed.length === 0) return [];
  if (provider === "external")
    return [{ place: "--ack-timeout on the external broker that was found", message: NOT_OURS }];
  return timed.some(({ queueType }) => ackTimeoutAnswerOn({ queueType }, version) === "none")
    ? [{ place: `--ack-timeout with --queue-type classic on RabbitMQ ${version}`, message: NONE_ON_CLASSIC }]
    : [];
}

/** What is wrong with the plan now that the broker is known; for `--broker auto`, which the rules cannot judge. */
export function brokerFaultMistakes({ trials }: Pick<Experiment, "trials">, broker: OpenedBroker): Mistake[] {
  const reasons = new Map(faultsOf(trials).map((fault) => [fault.text, whyNotWith(broker, fault)]));
  return [...reasons].flatMap(([text, message]) =>
    message === null ? [] : [{ place: `${text} on the ${broker.provider} broker that was found`, message }],
  );
}

export const cutsPower = ({ trials }: Pick<Experiment, "trials">): boolean => textsOf(trials, isPowerCut).length > 0;

/** What is wrong with the plan on a machine that cannot cut a broker's power, for this reason; null when it can. */
export const powerCutMistakes = ({ trials }: Pick<Experiment, "trials">, reason: string | null): Mistake[] =>
  reason === null
    ? []
    : textsOf(trials, isPowerCut).map((text) => ({ place: `--fault ${text} on this machine`, message: reason }));

const isPowerCut = ({ kind }: Fault): boolean => kind === "power-cut";

/** Each once. */
const textsOf = (trials: Experiment["trials"], picks: (fault: Fault) => boolean): string[] => [
  ...new Set(
    faultsOf(trials)
      .filter(picks)
      .map(({ text }) => text),
  ),
];

const faultsOf = (trials: Experiment["trials"]): Fault[] => trials.flatMap(({ settings }) => settings.faults);
