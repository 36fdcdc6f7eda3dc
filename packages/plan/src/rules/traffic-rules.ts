// Rules of the number, service times and bodies of the tasks.
import { BROKER_RULE_HISTORY } from "@fairhare/core";
import { largestBody, smallestSize, type TrialSettings } from "@fairhare/workload";
import { type Given, isExplicit } from "../options/given.ts";
import { refuse, type Rule } from "./rule.ts";

/** The smallest default of all versions, because the version of the broker is not known yet. */
const DEFAULT_MAX_BODY_BYTES = Math.min(...BROKER_RULE_HISTORY.maxMessageBytes.map(({ value }) => value));

const tasksCountedOnce: Rule = ({ cell: { tasks, tasksPerProducer }, problems }) => {
  if (tasksPerProducer && isExplicit(tasks) && tasks.source === tasksPerProducer.source)
    refuse(problems, [tasks, tasksPerProducer], "Both set the number of tasks. Remove one.");
};

const tasksFitTheirNumber: Rule = ({ settings, cell: { tasksPerProducer, producers }, problems }) => {
  if (settings.tasks !== null && settings.tasks > 4_294_967_295)
    refuse(problems, [tasksPerProducer, producers], "The total is more than 4,294,967,295 tasks. Use fewer tasks.");
};

const heavyIsHeavier: Rule = ({ settings, cell: { heavy, light }, problems }) => {
  const { skew, heavyMs, lightMs } = settings;
  if (usesHeavyAndLight(settings) && skew.kind !== "uniform" && heavyMs < lightMs)
    refuse(problems, [heavy, light], "Heavy tasks would be shorter than light ones. Swap the two values.");
};

const spreadStartsAboveZero: Rule = ({ settings, cell: { skew, light }, problems }) => {
  const { kind } = settings.skew;
  if (settings.work !== "none" && (kind === "pareto" || kind === "lognormal") && settings.lightMs === 0)
    refuse(problems, [skew, light], `--light scales a ${kind} distribution. Use more than 0ms.`);
};

const warmUpEndsInTheRun: Rule = ({ settings, cell: { warmupTime, time }, problems }) => {
  const { warmupTimeMs, timeSeconds } = settings;
  if (warmupTimeMs !== null && timeSeconds !== null && warmupTimeMs >= timeSeconds * 1_000)
    refuse(
      problems,
      [warmupTime, time],
      "Nothing would be left to measure. Use a shorter warm-up, or a longer --time.",
    );
};

const bodyHoldsItsTask: Rule = ({ settings, cell: { size, body }, problems }) => {
  const minimum = minimumBodyBytes(settings);
  const smallest = smallestSize(settings.sizeBytes);
  if (typeof settings.body === "string" && smallest > 0 && smallest < minimum)
    refuse(
      problems,
      isExplicit(body) ? [size, body] : [size],
      `A ${settings.body} body needs at least ${minimum} bytes to identify its task. Use at least ${minimum}, or 0 for the shortest body that fits.`,
    );
};

const fileHasItsSize: Rule = ({ settings, cell: { body, size }, problems }) => {
  if (typeof settings.body !== "string" && isExplicit(size) && size.value !== 0)
    refuse(problems, [body, size], "A body file is sent as it is, so it has its own size. Remove --size.");
};

const poissonNeedsRate: Rule = ({ settings, cell: { pace, rate }, problems }) => {
  if (settings.pace === "poisson" && settings.ratePerSecond === null)
    refuse(problems, [pace, rate], "Poisson gaps need a rate. Add --rate N.");
};

const noteUnusedCosts: Rule = ({ settings, cell: { heavy, light, dot, skew }, problems }) => {
  const unused = (given: Given<unknown> | undefined, isUsed: boolean): void => {
    if (isExplicit(given) && !isUsed)
      problems.withoutEffect(given, `${given.place} has no effect here: no service time depends on it.`);
  };
  unused(heavy, usesHeavyAndLight(settings));
  unused(light, usesHeavyAndLight(settings) && settings.skew.kind !== "uniform");
  unused(skew, settings.work !== "none");
  // A text body may be written in dots, so --dot is unused only when there is no work.
  unused(dot, settings.work !== "none");
};

const noteLargeBody: Rule = ({ settings, problems }) => {
  if (largestBody(settings) > DEFAULT_MAX_BODY_BYTES)
    problems.warning("RabbitMQ 4 refuses bodies above 16 MiB unless its max_message_size is raised.");
};

export const TRAFFIC_RULES: readonly Rule[] = [
  warmUpEndsInTheRun,
  tasksCountedOnce,
  tasksFitTheirNumber,
  heavyIsHeavier,
  spreadStartsAboveZero,
  bodyHoldsItsTask,
  fileHasItsSize,
  poissonNeedsRate,
  noteUnusedCosts,
  noteLargeBody,
];

const usesHeavyAndLight = ({ work, skew }: TrialSettings): boolean =>
  work !== "none" && skew.kind !== "dots" && skew.kind !== "trace";

/** u32 magic, u32 task, f64 intended, u32 work. */
const BINARY_BYTES = 20;
const TASK_WORD = "Task ".length;
/** A space and a duration in nanosecond resolution: ` 3599.999999999s`. */
const DURATION_BYTES = 16;
/** A service time of more dots is written as a duration. */
const MAX_DOTS = 60;
const UNBOUNDED_TASKS = 4_294_967_295;

/** Minimum bytes of a body that identifies its task; PROTOCOL.md describes both formats. */
function minimumBodyBytes(settings: TrialSettings): number {
  if (settings.body === "binary") return BINARY_BYTES;
  const digits = String(settings.tasks ?? UNBOUNDED_TASKS).length;
  return TASK_WORD + digits + Math.max(DURATION_BYTES, mostDots(settings));
}

function mostDots({ skew, heavyMs, dotMs }: TrialSettings): number {
  if (skew.kind === "dots") return 5;
  const dots = skew.kind === "trace" ? MAX_DOTS : heavyMs / dotMs;
  return Number.isInteger(dots) && dots <= MAX_DOTS ? dots : 0;
}
