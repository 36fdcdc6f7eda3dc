// What failing handlers must not be together with, and what of them surprises.
import { isExplicit } from "../options/given.ts";
import { refuse, type Rule } from "./rule.ts";

const failingNeedsAcks: Rule = ({ settings, cell: { ack, autoAck, fail }, findings }) => {
  if (settings.fail.kind !== "none" && settings.ack !== "manual")
    refuse(
      findings,
      [fail, autoAck?.value ? autoAck : ack],
      `Under --ack ${settings.ack} a worker has no say in what becomes of a failed task. Use --ack manual, or leave --fail out.`,
    );
};

const poisonNeedsTasks: Rule = ({ settings, cell: { fail, time }, findings }) => {
  if (settings.fail.kind === "poison" && settings.tasks === null)
    refuse(findings, [fail, time], "Only of a known number of tasks can some be picked. Add --tasks N.");
};

const poisonIsAmongTasks: Rule = ({ settings, cell: { fail, tasks, tasksPerProducer }, findings }) => {
  if (settings.fail.kind === "poison" && settings.tasks !== null && settings.fail.tasks > settings.tasks)
    refuse(findings, [fail, tasksPerProducer ?? tasks], `There are ${settings.tasks} tasks. Poison at most as many.`);
};

const certainFailureNeedsAnEnd: Rule = ({ settings, cell: { fail, onError }, findings }) => {
  if (settings.fail.kind === "random" && settings.fail.probability === 1 && settings.onError === "requeue")
    refuse(
      findings,
      [fail, onError],
      "No task would ever be done. Give a smaller probability, use poison:N, or --on-error drop or dead-letter.",
    );
};

const deadLettersNeedAQueue: Rule = ({ settings, cell: { onError, deadLetter }, findings }) => {
  if (settings.onError === "dead-letter" && !settings.deadLetter)
    refuse(
      findings,
      [onError, deadLetter],
      "Without a dead-letter queue a rejected message is dropped. Leave --dead-letter out, or use --on-error drop.",
    );
};

const dropsNeedNoQueue: Rule = ({ settings, cell: { onError, deadLetter }, findings }) => {
  if (settings.onError === "drop" && settings.deadLetter)
    refuse(
      findings,
      [onError, deadLetter],
      "With a dead-letter queue a rejected message is not dropped but goes there. Use --on-error dead-letter, or leave --dead-letter out.",
    );
};

const noteUnusedHandling: Rule = ({ settings, cell: { onError, requeueBy, maxAttempts }, findings }) => {
  if (settings.fail.kind === "none" && isExplicit(onError))
    findings.warning(`${onError.place} has no effect here: no handler fails. --fail says which do.`);
  if ((settings.fail.kind === "none" || settings.onError !== "requeue") && isExplicit(requeueBy))
    findings.warning(`${requeueBy.place} has no effect here: no failed task is requeued.`);
  const isRequeued = settings.fail.kind === "poison" && settings.onError === "requeue";
  if (!isRequeued && isExplicit(maxAttempts))
    findings.warning(`${maxAttempts.place} has no effect here: it is about poison tasks under --on-error requeue.`);
};

/** The broker's version is not known yet. */
const noteUncountedNacks: Rule = ({ settings, cell: { requeueBy }, findings }) => {
  const { fail, onError, queueType, deliveryLimit } = settings;
  const isLimited = queueType === "quorum" && deliveryLimit !== "unlimited";
  if (fail.kind === "poison" && onError === "requeue" && isLimited && requeueBy && settings.requeueBy === "nack")
    findings.warning(
      `${requeueBy.place}: from RabbitMQ 4.3 on a nack does not count towards the delivery limit of a quorum queue, so a poison task is requeued without end. Use --requeue-by reject to have it counted.`,
    );
};

/**
 * A classic queue puts what is requeued back to its front. So does a quorum queue with a delivery limit, which ends the
 * round where the requeue counts; one without a limit puts it to its end, and the good tasks get their turn.
 */
const notePoisonedFleet: Rule = ({ settings, cell: { fail }, findings }) => {
  const { fail: failing, onError, workers, workerConcurrency, queueType, requeueBy, deliveryLimit } = settings;
  if (failing.kind !== "poison" || onError !== "requeue" || failing.tasks < workers * workerConcurrency || !fail)
    return;
  const verdict = "Then the run ends after --drain-timeout, and its verdict is unknown.";
  if (queueType === "classic")
    findings.warning(
      `${fail.place} may keep every worker busy: a requeued task goes back to the front of a classic queue, and the good ones behind it never get a turn. ${verdict}`,
    );
  else if (requeueBy === "nack" && deliveryLimit !== "unlimited")
    findings.warning(
      `${fail.place} may keep every worker busy from RabbitMQ 4.3 on: a nacked task goes back to the front of a quorum queue that has a delivery limit and does not count it, and the good ones behind it never get a turn. ${verdict}`,
    );
};

export const HANDLER_RULES: readonly Rule[] = [
  failingNeedsAcks,
  poisonNeedsTasks,
  poisonIsAmongTasks,
  certainFailureNeedsAnEnd,
  deadLettersNeedAQueue,
  dropsNeedNoQueue,
  noteUnusedHandling,
  noteUncountedNacks,
  notePoisonedFleet,
];
