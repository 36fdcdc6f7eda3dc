// What acknowledgements, prefetch and queue type must not be together, and what of them surprises.
import { isExplicit } from "../options/given.ts";
import { refuse, type Rule } from "./rule.ts";

/** RabbitMQ caps an unlimited prefetch on a quorum queue here. */
const QUORUM_UNLIMITED_PREFETCH = 2_000;

const ackSpelledOnce: Rule = ({ cell: { ack, autoAck }, findings }) => {
  if (autoAck?.value && isExplicit(ack) && ack.value !== "auto" && ack.source === autoAck.source)
    refuse(findings, [autoAck, ack], "They contradict each other. Leave one out.");
};

const prefetchNeedsAcks: Rule = ({ settings, cell: { ack, autoAck, prefetch }, findings }) => {
  if (settings.ack === "auto" && isExplicit(prefetch) && prefetch.value > 0)
    refuse(
      findings,
      [autoAck?.value ? autoAck : ack, prefetch],
      "RabbitMQ ignores the prefetch under automatic acknowledgement. Leave --prefetch out, or use --ack manual.",
    );
};

const multiAckNeedsAcks: Rule = ({ settings, cell: { ack, autoAck, multiAckEvery }, findings }) => {
  if (settings.multiAckEvery > 1 && settings.ack !== "manual")
    refuse(
      findings,
      [multiAckEvery, autoAck?.value ? autoAck : ack],
      `Under --ack ${settings.ack} a worker acknowledges nothing. Leave --multi-ack-every out, or use --ack manual.`,
    );
};

const multiAckWithinPrefetch: Rule = ({ settings, cell: { multiAckEvery, prefetch }, findings }) => {
  const { multiAckEvery: every, ack, queueType } = settings;
  const limit = settings.prefetch === 0 && queueType === "quorum" ? QUORUM_UNLIMITED_PREFETCH : settings.prefetch;
  if (ack === "manual" && limit > 0 && every > limit)
    refuse(
      findings,
      [multiAckEvery, prefetch],
      `A consumer is given ${limit} messages at most and would wait forever for message ${limit + 1}. ` +
        "Acknowledge at most as many at once as the prefetch allows.",
    );
};

const quorumIsDurable: Rule = ({ settings, cell: { queueType, durability, queueDurable }, findings }) => {
  if (settings.queueType === "quorum" && !settings.queueDurable)
    refuse(
      findings,
      [queueType, isExplicit(queueDurable) ? queueDurable : durability],
      "A quorum queue is always durable. Use --durability durable or more, or --queue-type classic.",
    );
};

const noteCappedPrefetch: Rule = ({ settings, findings }) => {
  if (settings.queueType === "quorum" && settings.prefetch === 0 && settings.ack !== "auto")
    findings.warning("RabbitMQ caps an unlimited prefetch on a quorum queue at 2,000 messages.");
};

const noteForgottenAcks: Rule = ({ settings, findings }) => {
  if (settings.ack === "forget" && settings.prefetch > 0)
    findings.warning(
      `--ack forget never acknowledges: every worker gets ${settings.prefetch} ${settings.prefetch === 1 ? "task" : "tasks"} (its prefetch) and no more, so most tasks may remain.`,
    );
};

export const DELIVERY_RULES: readonly Rule[] = [
  ackSpelledOnce,
  prefetchNeedsAcks,
  multiAckNeedsAcks,
  multiAckWithinPrefetch,
  quorumIsDurable,
  noteCappedPrefetch,
  noteForgottenAcks,
];
