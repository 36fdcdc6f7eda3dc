// Rules of acknowledgements, prefetch and queue type.
import { isExplicit } from "../../options/given.ts";
import { refuse, type Rule } from "../rule.ts";

/** Messages; RabbitMQ limits an unlimited prefetch on a quorum queue to it. */
const QUORUM_UNLIMITED_PREFETCH = 2_000;

const ackSpelledOnce: Rule = ({ cell: { ack, autoAck }, problems }) => {
  if (autoAck?.value && isExplicit(ack) && ack.value !== "auto" && ack.source === autoAck.source)
    refuse(problems, [autoAck, ack], "These options contradict each other. Remove one.");
};

const prefetchNeedsAcks: Rule = ({ settings, cell: { ack, autoAck, prefetch }, problems }) => {
  if (settings.ack === "auto" && isExplicit(prefetch) && prefetch.value > 0)
    refuse(
      problems,
      [autoAck?.value ? autoAck : ack, prefetch],
      "RabbitMQ ignores the prefetch with automatic acknowledgement. Remove --prefetch, or use --ack manual.",
    );
};

const multiAckNeedsAcks: Rule = ({ settings, cell: { ack, autoAck, multiAckEvery }, problems }) => {
  if (settings.multiAckEvery > 1 && settings.ack !== "manual")
    refuse(
      problems,
      [multiAckEvery, autoAck?.value ? autoAck : ack],
      settings.ack === "early"
        ? "With --ack early, a worker acknowledges each task when it begins the work. Remove --multi-ack-every, or use --ack manual."
        : `With --ack ${settings.ack}, a worker sends no acknowledgements. Remove --multi-ack-every, or use --ack manual.`,
    );
};

const earlyAckNeedsWork: Rule = ({ settings, cell: { ack, work }, problems }) => {
  if (settings.ack === "early" && settings.work === "none")
    refuse(
      problems,
      [ack, work],
      "Without work, there is no time between the two acknowledgements. Use --work sleep or cpu.",
    );
};

const multiAckWithinPrefetch: Rule = ({ settings, cell: { multiAckEvery, prefetch }, problems }) => {
  const { multiAckEvery: every, ack, queueType } = settings;
  const limit = settings.prefetch === 0 && queueType === "quorum" ? QUORUM_UNLIMITED_PREFETCH : settings.prefetch;
  if (ack === "manual" && limit > 0 && every > limit)
    refuse(
      problems,
      [multiAckEvery, prefetch],
      `A consumer receives at most ${limit} unacknowledged messages and would wait forever for message ${limit + 1}. ` +
        `Set --multi-ack-every to at most ${limit}.`,
    );
};

const quorumIsDurable: Rule = ({ settings, cell: { queueType, durability, queueDurable }, problems }) => {
  if (settings.queueType === "quorum" && !settings.queueDurable)
    refuse(
      problems,
      [queueType, isExplicit(queueDurable) ? queueDurable : durability],
      "A quorum queue is always durable. Use --durability durable, persistent or confirmed, or --queue-type classic.",
    );
};

const noteCappedPrefetch: Rule = ({ settings, problems }) => {
  if (settings.queueType === "quorum" && settings.prefetch === 0 && settings.ack !== "auto")
    problems.warning("RabbitMQ limits an unlimited prefetch on a quorum queue to 2,000 messages.");
};

const noteForgottenAcks: Rule = ({ settings, problems }) => {
  if (settings.ack === "forget" && settings.prefetch > 0)
    problems.warning(
      `--ack forget never acknowledges: each worker receives only ${settings.prefetch} ${settings.prefetch === 1 ? "task" : "tasks"} (its prefetch), so most tasks may stay in the queue.`,
    );
};

export const DELIVERY_RULES: readonly Rule[] = [
  ackSpelledOnce,
  prefetchNeedsAcks,
  multiAckNeedsAcks,
  earlyAckNeedsWork,
  multiAckWithinPrefetch,
  quorumIsDurable,
  noteCappedPrefetch,
  noteForgottenAcks,
];
