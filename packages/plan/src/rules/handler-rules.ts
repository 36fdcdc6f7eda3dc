// Rules of simulated handler failures.
import { returnsOnError } from "@fairhare/workload";
import { type Given, isExplicit } from "../options/given.ts";
import { refuse, type Rule } from "./rule.ts";

const failingNeedsAcks: Rule = ({ settings, cell: { ack, autoAck, fail }, problems }) => {
  if (settings.fail.kind === "none" || settings.ack === "manual") return;
  if (settings.onError === "crash" && settings.ack !== "forget") return;
  refuse(
    problems,
    [fail, autoAck?.value ? autoAck : ack],
    `With --ack ${settings.ack}, a worker cannot reject a failed task. Use --ack manual, or remove --fail.`,
  );
};

const poisonNeedsTasks: Rule = ({ settings, cell: { fail, time }, problems }) => {
  if (settings.fail.kind === "poison" && settings.tasks === null)
    refuse(problems, [fail, time], "Poison tasks are chosen from a known number of tasks. Add --tasks N.");
};

const poisonIsAmongTasks: Rule = ({ settings, cell: { fail, tasks, tasksPerProducer }, problems }) => {
  if (settings.fail.kind === "poison" && settings.tasks !== null && settings.fail.tasks > settings.tasks)
    refuse(
      problems,
      [fail, tasksPerProducer ?? tasks],
      `More poison tasks than tasks. Use at most poison:${settings.tasks}.`,
    );
};

const certainFailureNeedsAnEnd: Rule = ({ settings, cell: { fail, onError }, problems }) => {
  if (settings.fail.kind === "random" && settings.fail.probability === 1 && returnsOnError(settings))
    refuse(
      problems,
      [fail, onError],
      "No task would ever complete. Use a smaller probability, poison:N, or --on-error drop or dead-letter.",
    );
};

const deadLettersNeedAQueue: Rule = ({ settings, cell: { onError, deadLetter }, problems }) => {
  if (settings.onError === "dead-letter" && !settings.deadLetter)
    refuse(
      problems,
      [onError, deadLetter],
      "Without a dead-letter queue, RabbitMQ drops a rejected message. Remove --dead-letter, or use --on-error drop.",
    );
};

const dropsNeedNoQueue: Rule = ({ settings, cell: { onError, deadLetter }, problems }) => {
  if (settings.onError === "drop" && settings.deadLetter)
    refuse(
      problems,
      [onError, deadLetter],
      "With a dead-letter queue, RabbitMQ does not drop a rejected message but dead-letters it. Use --on-error dead-letter, or remove --dead-letter.",
    );
};

/** A queue has one dead-letter target. RabbitMQ drops a message that returns to a queue without a rejection in between. */
const retryQueueIsAlone: Rule = ({ settings, cell: { onError, deadLetter, messageTtl, maxLength }, problems }) => {
  if (settings.onError !== "retry-delay") return;
  if (settings.deadLetter && settings.retryMeans !== "broker")
    refuse(
      problems,
      [onError, deadLetter],
      "The retry queue takes the place of the dead-letter queue. Remove --dead-letter, or use --retry-means broker with a quorum queue of RabbitMQ 4.3 or later.",
    );
  if (settings.messageTtlMs > 0 || settings.maxLength > 0)
    refuse(
      problems,
      [onError, settings.messageTtlMs > 0 ? messageTtl : maxLength],
      "Messages that a limit of the queue removes would go round through the retry queue, and RabbitMQ drops them there. Remove the limit.",
    );
};

const brokerRetriesInQuorumQueues: Rule = ({ settings, cell: { onError, retryMeans, queueType }, problems }) => {
  if (settings.onError === "retry-delay" && settings.retryMeans === "broker" && settings.queueType !== "quorum")
    refuse(
      problems,
      [retryMeans, queueType, onError],
      "Only a quorum queue delays retries itself. Add --queue-type quorum, or use --retry-means dead-letter.",
    );
};

const noteUnusedHandling: Rule = ({ settings, cell, problems }) => {
  const { onError, requeueBy, retryDelay, retryMeans, maxAttempts } = cell;
  for (const given of [retryDelay, retryMeans] satisfies (Given<unknown> | undefined)[]) {
    const isUsed = settings.fail.kind !== "none" && settings.onError === "retry-delay";
    if (!isUsed && isExplicit<unknown>(given))
      problems.withoutEffect(
        given,
        `${given.place} has no effect here: no failed task is retried later. Use --on-error retry-delay.`,
      );
  }
  if (settings.fail.kind === "none" && isExplicit(onError))
    problems.withoutEffect(onError, `${onError.place} has no effect here: no handler fails. Add --fail.`);
  if ((settings.fail.kind === "none" || settings.onError !== "requeue") && isExplicit(requeueBy))
    problems.withoutEffect(requeueBy, `${requeueBy.place} has no effect here: no failed task is requeued.`);
  const isRequeued = settings.fail.kind === "poison" && returnsOnError(settings);
  if (!isRequeued && isExplicit(maxAttempts))
    problems.withoutEffect(
      maxAttempts,
      `${maxAttempts.place} has no effect here: it applies to poison tasks with --on-error requeue, retry-delay or crash.`,
    );
};

/** Warns on every version, because the version of the broker is not known yet. */
const noteUncountedNacks: Rule = ({ settings, cell: { requeueBy }, problems }) => {
  const { fail, onError, queueType, deliveryLimit } = settings;
  const isLimited = queueType === "quorum" && deliveryLimit !== "unlimited";
  if (fail.kind === "poison" && onError === "requeue" && isLimited && requeueBy && settings.requeueBy === "nack")
    problems.warning(
      `${requeueBy.place}: from RabbitMQ 4.3 on, a nack does not count towards the delivery limit of a quorum queue, so a poison task is requeued forever. Use --requeue-by reject.`,
    );
};

/**
 * A classic queue requeues to its front. So does a quorum queue with a delivery limit, and the limit then ends the loop
 * when the requeue counts. A quorum queue without a limit requeues to its end, so that other tasks are delivered.
 */
const notePoisonedFleet: Rule = ({ settings, cell: { fail }, problems }) => {
  const { fail: failing, onError, workers, workerConcurrency, queueType, requeueBy, deliveryLimit } = settings;
  if (failing.kind !== "poison" || onError !== "requeue" || failing.tasks < workers * workerConcurrency || !fail)
    return;
  const verdict = "The run would end after --drain-timeout with verdict unknown.";
  if (queueType === "classic")
    problems.warning(
      `${fail.place} may keep every worker busy: a classic queue requeues a task to its front, so the tasks behind it are never delivered. ${verdict}`,
    );
  else if (requeueBy === "nack" && deliveryLimit !== "unlimited")
    problems.warning(
      `${fail.place} may keep every worker busy from RabbitMQ 4.3 on: a quorum queue with a delivery limit requeues a nacked task to its front without counting it, so the tasks behind it are never delivered. ${verdict}`,
    );
};

/** A restarted worker is often the only one that waits for a task, so it receives the first task of the queue. */
const noteCrashLoop: Rule = ({ settings, cell: { onError }, problems }) => {
  const { fail, queueType, ack } = settings;
  if (fail.kind !== "poison" || settings.onError !== "crash" || queueType !== "classic" || ack !== "manual") return;
  if (onError)
    problems.warning(
      `${onError.place} may keep every worker down: a classic queue requeues the task to its front, so a restarted worker receives it first. The run would end after --drain-timeout with verdict unknown. Use --queue-type quorum with --delivery-limit.`,
    );
};

export const HANDLER_RULES: readonly Rule[] = [
  failingNeedsAcks,
  poisonNeedsTasks,
  poisonIsAmongTasks,
  certainFailureNeedsAnEnd,
  deadLettersNeedAQueue,
  dropsNeedNoQueue,
  retryQueueIsAlone,
  brokerRetriesInQuorumQueues,
  noteUnusedHandling,
  noteUncountedNacks,
  notePoisonedFleet,
  noteCrashLoop,
];
