// What of the fleet and of the run around it must not be together, and what of them surprises.
import { isExplicit } from "../options/given.ts";
import { refuse, type Rule } from "./rule.ts";

/** A Node process takes about 60 MB. */
const MANY_PROCESSES = 128;

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

export const FLEET_RULES: readonly Rule[] = [
  brokerIsOne,
  runOutlivesItsPublishing,
  noteUnusedWait,
  noteUnreachedConcurrency,
  noteHalfEmptyProcess,
  noteManyProcesses,
];
