// The acknowledgement timeout is a setting of the broker itself: where it can be made, and with what not.
import { type Experiment, ackTimeoutAnswerOn } from "@fairhare/workload";
import type { KnownBroker } from "../faults/fault-abilities.ts";
import { isExplicit } from "../given.ts";
import type { Mistake } from "../mistake.ts";
import { refuse, type Rule } from "./rule.ts";

const NOT_OURS =
  "The timeout is a setting of the whole broker, and an external one is not ours to set. Use --broker local, which starts a private one.";

const NONE_ON_CLASSIC =
  "From RabbitMQ 4.3 on a classic queue has no acknowledgement timeout. Use --queue-type quorum, or leave --ack-timeout out.";

const brokerIsOurs: Rule = ({ settings, cell: { ackTimeout, broker, uri }, findings }) => {
  const named = broker?.value ?? "auto";
  const isExternal = named === "external" || (named === "auto" && isExplicit(uri));
  if (settings.ackTimeoutMs > 0 && isExternal)
    refuse(findings, [ackTimeout, named === "auto" ? uri : broker], NOT_OURS);
};

const brokerStays: Rule = ({ settings, cell: { ackTimeout }, faults, findings }) => {
  const fault = faults.find(({ value }) => value.role === "broker");
  if (settings.ackTimeoutMs > 0 && fault)
    refuse(
      findings,
      [ackTimeout, fault],
      "A broker that was started again has its own timeout again. Leave one of them out.",
    );
};

const acksAreOwed: Rule = ({ settings, cell: { ackTimeout, ack, autoAck }, findings }) => {
  if (settings.ackTimeoutMs > 0 && settings.ack === "auto")
    refuse(
      findings,
      [ackTimeout, autoAck?.value ? autoAck : ack],
      "Under automatic acknowledgement no delivery waits for one. Use --ack manual, or leave --ack-timeout out.",
    );
};

export const ACK_TIMEOUT_RULES: readonly Rule[] = [brokerIsOurs, brokerStays, acksAreOwed];

/** What is wrong with the plan now that the broker is known: whether its timeout can be set, and does anything. */
export function ackTimeoutMistakes(
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
