// Rules of the broker, the run timeout and the fleet.
import { splitUris } from "@fairhare/core";
import { AUTO_PACKED } from "../../options/fleet.ts";
import { isExplicit } from "../../options/given.ts";
import { refuse, type Rule } from "../rule.ts";

/** Processes; each uses about 60 MB. */
const MANY_PROCESSES = 128;

const brokerIsOne: Rule = ({ cell: { broker, uri }, problems }) => {
  if (
    isExplicit(uri) &&
    isExplicit(broker) &&
    uri.source === broker.source &&
    !["auto", "external"].includes(broker.value)
  )
    refuse(problems, [broker, uri], "--uri names a running broker, but --broker starts another one. Remove one.");
};

const runOutlivesItsPublishing: Rule = ({ settings, cell: { runTimeout, time }, problems }) => {
  if (runTimeout && settings.timeSeconds !== null && runTimeout.value <= settings.timeSeconds)
    refuse(problems, [runTimeout, time], "The run would end before publishing ends. Use a longer --run-timeout.");
};

const noteUnusedWait: Rule = ({ cell: { broker, wait }, problems }) => {
  if (isExplicit(wait) && wait.value > 0 && (broker?.value === "local" || broker?.value === "docker"))
    problems.withoutEffect(
      wait,
      `${wait.place} has no effect with --broker ${broker.value}: it applies only to a running broker.`,
    );
};

const noteUnreachedConcurrency: Rule = ({ settings, problems }) => {
  const { workerConcurrency: concurrency, prefetch, ack, leftToProgram } = settings;
  if (leftToProgram.includes("prefetch")) return;
  if (ack !== "auto" && prefetch > 0 && concurrency > prefetch)
    problems.warning(
      `--worker-concurrency ${concurrency} is never reached: with --prefetch ${prefetch}, a worker holds at most ${prefetch} ${prefetch === 1 ? "task" : "tasks"}.`,
    );
};

const noteHalfEmptyProcess: Rule = ({ settings: { workersPerProcess, workers }, problems }) => {
  if (workers > 0 && workersPerProcess > workers)
    problems.warning(
      `--workers-per-process ${workersPerProcess} exceeds the number of workers (${workers}): all workers share one process.`,
    );
};

const noteUnusedSpeeds: Rule = ({ settings, cell: { speed }, problems }) => {
  if (!isExplicit(speed)) return;
  if (settings.work === "none") problems.withoutEffect(speed, `${speed.place} has no effect here: there is no work.`);
  else if (settings.speeds.length > settings.workers && !settings.faults.some(({ kind }) => kind === "add"))
    problems.warning(`${speed.place} has more speeds than the ${settings.workers} workers of this trial.`);
};

const startsInOneWay: Rule = ({ settings, cell: { startJitter, rampUp }, problems }) => {
  if (settings.startJitterMs > 0 && settings.rampUpMs > 0)
    refuse(
      problems,
      [startJitter, rampUp],
      "Workers begin to consume at random times or one after the other. Remove one.",
    );
};

const noteUnusedStartDelay: Rule = ({ settings, cell: { startJitter, rampUp }, problems }) => {
  for (const given of [startJitter, rampUp])
    if (isExplicit(given) && given.value > 0 && settings.workers === 0)
      problems.withoutEffect(given, `${given.place} has no effect here: there are no workers.`);
  if (isExplicit(rampUp) && rampUp.value > 0 && settings.workers === 1)
    problems.withoutEffect(rampUp, `${rampUp.place} has no effect here: the only worker begins at once.`);
};

const startDelaysEndInTheRun: Rule = ({ settings, cell: { runTimeout, startJitter, rampUp }, problems }) => {
  for (const given of [startJitter, rampUp])
    if (runTimeout && isExplicit(given) && settings.workers > 0 && given.value >= runTimeout.value * 1e3)
      refuse(
        problems,
        [runTimeout, given],
        "The run could end before all workers consume. Use a longer --run-timeout.",
      );
};

const roundTripHasOneBroker: Rule = ({ settings, cell: { rtt, uri }, problems }) => {
  if (settings.rttMs > 0 && isExplicit(uri) && splitUris(uri.value).length > 1)
    refuse(
      problems,
      [rtt, uri],
      "A round trip needs a proxy, and a proxy leads to a single broker. Use one URI without a list.",
    );
};

const noteManyProcesses: Rule = ({ settings, problems }) => {
  const processes = Math.ceil(settings.workers / settings.workersPerProcess) + settings.producers;
  if (processes > MANY_PROCESSES)
    problems.warning(
      `This starts ${processes} processes of about 60 MB each. Use --workers-per-process to start fewer.`,
    );
};

const noteSharedFate: Rule = ({ settings, cell: { workersPerProcess }, faults, problems }) => {
  const most = settings.workersPerProcess;
  if (most === 1 || workersPerProcess?.value !== AUTO_PACKED) return;
  for (const { place, value } of faults)
    if (value.role === "worker" && value.kind !== "add")
      problems.warning(
        `${place} hits a whole process, up to ${most} workers at once. Use --workers-per-process 1 for a process each.`,
      );
};

export const FLEET_RULES: readonly Rule[] = [
  brokerIsOne,
  runOutlivesItsPublishing,
  noteUnusedWait,
  noteUnreachedConcurrency,
  noteHalfEmptyProcess,
  noteUnusedSpeeds,
  startsInOneWay,
  noteUnusedStartDelay,
  startDelaysEndInTheRun,
  roundTripHasOneBroker,
  noteManyProcesses,
  noteSharedFate,
];
