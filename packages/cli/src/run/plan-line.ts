// Summarises the plan before the run: number and duration of the runs, the settings that all trials share, and the
// faults.
import { formatDuration, fromMilliseconds, redactSecrets } from "@fairhare/core";
import {
  type ClientArguments,
  type Experiment,
  type Fault,
  type Skew,
  type TrialSettings,
  workerProcesses,
} from "@fairhare/workload";
import { leastTotalSeconds } from "@fairhare/plan";
import { settingValue } from "@fairhare/report";

/** More trials are counted, not listed. */
const LISTED_TRIALS = 6;
/** More faults are counted, not listed. */
const LISTED_FAULTS = 4;

export function planLines(experiment: Experiment): string[] {
  const { name, trials, axes, repeat, warmup, agents } = experiment;
  const rounds = repeat + warmup;
  const seconds = leastTotalSeconds(experiment);
  const ids = trials.length <= LISTED_TRIALS ? trials.map(({ id }) => id).join(" | ") : axes.join(" × ");
  const parts = [
    ...(axes.length > 0 ? [`${count(trials.length, "trial")} (${ids})`] : []),
    count(trials.length * rounds, "run") + (warmup > 0 ? ` (${trials.length * warmup} warm-up)` : ""),
    ...(agents === undefined ? [] : [`on ${count(agents.count, "agent")}`]),
    ...(seconds >= 1 ? [`at least ${spokenSeconds(seconds)}`] : []),
  ];
  const [first] = trials;
  return [
    `${name}: ${parts.join(", ")}`,
    ...(first ? [sharedSettings(first.settings, new Set(axes)), ...faultLine(first.settings.faults)] : []),
  ];
}

/** The settings that are not axes. */
function sharedSettings(settings: TrialSettings, varied: ReadonlySet<keyof TrialSettings>): string {
  const { workers, producers, prefetch, tasks, timeSeconds, ratePerSecond, queue, queueType, durability, ack } =
    settings;
  const { workerCommand, producerCommand, leftToProgram } = settings;
  const left = leftToProgram.length === 0 ? "" : `${leftToProgram.toReversed().join(" and ")} up to the program`;
  const phrases: readonly (readonly [keyof TrialSettings, string])[] = [
    ["workers", `${count(workers, "worker")}${packing(settings)}`],
    ["workerCommand", workerCommand === null ? "" : `worker program ${redactSecrets(workerCommand)}`],
    ["leftToProgram", left],
    [
      "prefetch",
      workers === 0 || ack === "auto" || leftToProgram.includes("prefetch")
        ? ""
        : `prefetch ${prefetch === 0 ? "unlimited" : prefetch}`,
    ],
    ["ack", workers === 0 || leftToProgram.includes("ack") ? "" : `${ack} ack`],
    ["queue", queue.name === null ? "" : `${queue.predeclared ? "predeclared " : ""}${namesOf(queue.name, settings)}`],
    ["exchange", settings.exchange === null ? "" : `exchange ${settings.exchange}`],
    ["routingKey", settings.routingKey === null ? "" : `routing key ${settings.routingKey}`],
    // A predeclared queue has a type and durability of its own.
    ["queueType", queue.predeclared ? "" : typeOf(queueType, settings.queues, varied)],
    ["queueArguments", argumentsPhrase("queue", settings.queueArguments)],
    ["consumerArguments", argumentsPhrase("consumer", settings.consumerArguments)],
    ["consumerPriorities", consumerPhrase(settings.consumerPriorities)],
    ["priority", priorityPhrase(settings.priority)],
    ["durability", durability],
    ["producers", producers === 1 ? "" : count(producers, "producer")],
    ["producerCommand", producerCommand === null ? "" : `producer program ${redactSecrets(producerCommand)}`],
    ["tasks", tasks === null ? "" : count(tasks, "task")],
    [
      "timeSeconds",
      timeSeconds === null ? "" : `${producers === 0 ? "consuming" : "publishing"} for ${spokenSeconds(timeSeconds)}`,
    ],
    [
      "ratePerSecond",
      ratePerSecond === null ? "" : `${settingValue("ratePerSecond", ratePerSecond)} per producer, ${settings.pace}`,
    ],
    ["rttMs", settings.rttMs === 0 ? "" : `round trip +${settingValue("rttMs", settings.rttMs)}`],
    ["backlog", settings.backlog ? "backlog" : ""],
    // Messages that Fairhare does not publish take their own time.
    ["skew", workers === 0 || producers === 0 || producerCommand !== null ? "" : costs(settings)],
    ["onUnknown", settings.onUnknown === "republish" ? "unconfirmed publishes republished" : ""],
  ];
  return phrases
    .filter(([setting, phrase]) => phrase !== "" && !varied.has(setting))
    .map(([, phrase]) => phrase)
    .join(", ");
}

/** `queue orders`, or `queues orders-1 to orders-4`. */
const namesOf = (name: string, { queues }: TrialSettings): string =>
  queues === 1 ? `queue ${name}` : `queues ${name}-1 to ${name}-${queues}`;

/** `quorum queue`, or `4 quorum queues`. */
const typeOf = (type: string, queues: number, varied: ReadonlySet<keyof TrialSettings>): string =>
  varied.has("queues") ? `${type} queues` : queues === 1 ? `${type} queue` : `${queues} ${type} queues`;

/** ` in 20 processes`; empty if each worker has its own. */
function packing(settings: TrialSettings): string {
  return settings.workersPerProcess === 1 ? "" : ` in ${count(workerProcesses(settings), "process", "processes")}`;
}

/** `queue arguments x-max-priority=10`; empty without arguments. */
function argumentsPhrase(whose: "queue" | "consumer", given: ClientArguments): string {
  const list = Object.entries(given).map(([name, value]) => `${name}=${value}`);
  return list.length === 0 ? "" : `${whose} argument${list.length === 1 ? "" : "s"} ${list.join(" ")}`;
}

const consumerPhrase = (priorities: readonly number[]): string =>
  priorities.every((priority) => priority === 0) ? "" : `consumer priorities ${priorities.join(",")}`;

/** `message priorities 0..9`, as it was typed. */
function priorityPhrase(priority: TrialSettings["priority"]): string {
  if (priority === null) return "";
  if (typeof priority === "number") return `message priority ${priority}`;
  const mix =
    priority.kind === "uniform"
      ? `${priority.least}..${priority.most}`
      : priority.levels.map((level) => `${level.priority}:${level.weight}`).join(",");
  return `message priorities ${mix}`;
}

/** All trials have the same faults. */
function faultLine(faults: readonly Fault[]): string[] {
  if (faults.length === 0) return [];
  const listed = faults.slice(0, LISTED_FAULTS).map(({ text }) => text);
  const more = faults.length - listed.length;
  return [`${count(faults.length, "fault")}: ${[...listed, ...(more > 0 ? [`${more} more`] : [])].join(" · ")}`];
}

function costs({ skew, work, heavyMs, lightMs, dotMs }: TrialSettings): string {
  if (work === "none") return "no work";
  const verb = work === "cpu" ? "cpu" : "sleep";
  const [heavy, light, dot] = [heavyMs, lightMs, dotMs].map((cost) => formatDuration(fromMilliseconds(cost)));
  if (skew.kind === "uniform") return `${verb} ${heavy} per task`;
  if (skew.kind === "dots") return `${verb} ${dot} per dot`;
  if (skew.kind === "trace") return `${verb} from trace ${skew.file}`;
  return `${written(skew)} ${verb} ${heavy}/${light}`;
}

const written = (skew: Skew): string =>
  Object.values(skew)
    .map((part: unknown) => String(part))
    .join(":");

/** Two significant digits below 10 s, then whole seconds, from 10 minutes on whole minutes: `5.1 s`, `42 s`, `12 min`. */
export function spokenSeconds(seconds: number): string {
  if (seconds >= 600) return `${Math.round(seconds / 60)} min`;
  return seconds >= 10 ? `${Math.round(seconds)} s` : `${Number(seconds.toPrecision(2))} s`;
}

const count = (amount: number, noun: string, plural = `${noun}s`): string =>
  `${amount.toLocaleString("en-US")} ${amount === 1 ? noun : plural}`;
