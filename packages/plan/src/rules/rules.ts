// What settings must not be together, and what is allowed but surprises: one small rule each. Those of faults,
// of failing handlers and of the queue's limits are files of their own.
import { BROKER_RULE_HISTORY } from "@fairhare/core";
import { ACK_TIMEOUT_RULES } from "./ack-timeout-rules.ts";
import { FAULT_RULES } from "../faults/fault-rules.ts";
import { type Given, isExplicit } from "../given.ts";
import { HANDLER_RULES } from "./handler-rules.ts";
import { LIMIT_RULES } from "./limit-rules.ts";
import { minimumBodyBytes } from "./minimum-body.ts";
import { type Candidate, refuse, type Rule } from "./rule.ts";
import type { TrialSettings } from "@fairhare/workload";

/** RabbitMQ caps an unlimited prefetch on a quorum queue here. */
const QUORUM_UNLIMITED_PREFETCH = 2_000;
/** The strictest default of any version: which broker it will be is not known yet. */
const DEFAULT_MAX_BODY_BYTES = Math.min(...BROKER_RULE_HISTORY.maxMessageBytes.map(({ value }) => value));
/** A Node process takes about 60 MB. */
const MANY_PROCESSES = 128;

export function checkTrial(candidate: Candidate): void {
  for (const rule of [...RULES, ...HANDLER_RULES, ...LIMIT_RULES, ...ACK_TIMEOUT_RULES, ...FAULT_RULES])
    rule(candidate);
}

const ackSpelledOnce: Rule = ({ cell: { ack, autoAck }, findings }) => {
  if (autoAck?.value && isExplicit(ack) && ack.value !== "auto" && ack.source === autoAck.source)
    refuse(findings, [autoAck, ack], "They contradict each other. Leave one out.");
};

const tasksCountedOnce: Rule = ({ cell: { tasks, tasksPerProducer }, findings }) => {
  if (tasksPerProducer && isExplicit(tasks) && tasks.source === tasksPerProducer.source)
    refuse(findings, [tasks, tasksPerProducer], "Both say how many tasks there are. Leave one out.");
};

const tasksFitTheirNumber: Rule = ({ settings, cell: { tasksPerProducer, producers }, findings }) => {
  if (settings.tasks !== null && settings.tasks > 4_294_967_295)
    refuse(
      findings,
      [tasksPerProducer, producers],
      "Together that is more than 4,294,967,295 tasks. Give fewer tasks.",
    );
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

const heavyIsHeavier: Rule = ({ settings, cell: { heavy, light }, findings }) => {
  const { skew, heavyMs, lightMs } = settings;
  if (usesHeavyAndLight(settings) && skew.kind !== "uniform" && heavyMs < lightMs)
    refuse(findings, [heavy, light], "The heavy tasks would be lighter than the light ones. Swap the two.");
};

const spreadStartsAboveZero: Rule = ({ settings, cell: { skew, light }, findings }) => {
  const { kind } = settings.skew;
  if (settings.work !== "none" && (kind === "pareto" || kind === "lognormal") && settings.lightMs === 0)
    refuse(findings, [skew, light], `The light cost scales a ${kind} distribution; give it more than 0ms.`);
};

const bodyHoldsItsTask: Rule = ({ settings, cell: { size, body }, findings }) => {
  const minimum = minimumBodyBytes(settings);
  if (settings.sizeBytes > 0 && settings.sizeBytes < minimum)
    refuse(
      findings,
      isExplicit(body) ? [size, body] : [size],
      `A ${settings.body} body needs ${minimum} bytes to say which task it is. Give at least ${minimum}, or 0 for as long as it needs to be.`,
    );
};

const poissonNeedsRate: Rule = ({ settings, cell: { pace, rate }, findings }) => {
  if (settings.pace === "poisson" && settings.ratePerSecond === null)
    refuse(findings, [pace, rate], "Without a rate there are no gaps to be random. Add --rate N.");
};

const brokerIsOne: Rule = ({ cell: { broker, uri }, findings }) => {
  if (
    isExplicit(uri) &&
    isExplicit(broker) &&
    uri.source === broker.source &&
    !["auto", "external"].includes(broker.value)
  )
    refuse(findings, [broker, uri], "A URI names a running broker, and this would start another one. Leave one out.");
};

const runOutlivesItsPublishing: Rule = ({ settings, cell: { runTimeout, time }, findings }) => {
  if (runTimeout && settings.timeSeconds !== null && runTimeout.value <= settings.timeSeconds)
    refuse(findings, [runTimeout, time], "The run would end before its publishing does. Set a longer --run-timeout.");
};

const noteUnusedWait: Rule = ({ cell: { broker, wait }, findings }) => {
  if (isExplicit(wait) && wait.value > 0 && (broker?.value === "local" || broker?.value === "docker"))
    findings.warning(`${wait.place} has no effect with --broker ${broker.value}: only a named broker is waited for.`);
};

const noteUnreachedConcurrency: Rule = ({ settings, findings }) => {
  const { workerConcurrency: concurrency, prefetch, ack } = settings;
  if (ack !== "auto" && prefetch > 0 && concurrency > prefetch)
    findings.warning(
      `--worker-concurrency ${concurrency} is never reached: a consumer with --prefetch ${prefetch} holds ${prefetch} ${prefetch === 1 ? "task" : "tasks"} at a time.`,
    );
};

const noteHalfEmptyProcess: Rule = ({ settings: { workersPerProcess, workers }, findings }) => {
  if (workersPerProcess > workers)
    findings.warning(
      `--workers-per-process ${workersPerProcess} is more than the ${workers} workers there are; all share one process.`,
    );
};

const noteManyProcesses: Rule = ({ settings, findings }) => {
  const processes = Math.ceil(settings.workers / settings.workersPerProcess) + settings.producers;
  if (processes > MANY_PROCESSES)
    findings.warning(
      `This starts ${processes} processes of about 60 MB each; --workers-per-process packs more workers into one.`,
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

const noteUnusedCosts: Rule = ({ settings, cell: { heavy, light, dot, skew }, findings }) => {
  const unused = (given: Given<unknown> | undefined, isUsed: boolean): void => {
    if (isExplicit(given) && !isUsed) findings.warning(`${given.place} has no effect here: no cost is made of it.`);
  };
  unused(heavy, usesHeavyAndLight(settings));
  unused(light, usesHeavyAndLight(settings) && settings.skew.kind !== "uniform");
  unused(skew, settings.work !== "none");
  // A text body may be written in dots, so only without any work is the dot beside the point.
  unused(dot, settings.work !== "none");
};

const noteLargeBody: Rule = ({ settings: { sizeBytes }, findings }) => {
  if (sizeBytes > DEFAULT_MAX_BODY_BYTES)
    findings.warning("A body above 16 MiB is refused by RabbitMQ 4 unless its max_message_size is raised.");
};

const RULES: readonly Rule[] = [
  ackSpelledOnce,
  tasksCountedOnce,
  tasksFitTheirNumber,
  prefetchNeedsAcks,
  multiAckNeedsAcks,
  multiAckWithinPrefetch,
  quorumIsDurable,
  heavyIsHeavier,
  spreadStartsAboveZero,
  bodyHoldsItsTask,
  poissonNeedsRate,
  brokerIsOne,
  runOutlivesItsPublishing,
  noteUnusedWait,
  noteUnreachedConcurrency,
  noteHalfEmptyProcess,
  noteManyProcesses,
  noteCappedPrefetch,
  noteForgottenAcks,
  noteUnusedCosts,
  noteLargeBody,
];

const usesHeavyAndLight = ({ work, skew }: TrialSettings): boolean =>
  work !== "none" && skew.kind !== "dots" && skew.kind !== "trace";
