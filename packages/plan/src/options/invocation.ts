// Where it runs, how often, what must hold and where the results go: the same for all trials.
import type { OptionTable } from "./option.ts";
import { amqpUriKind } from "./uri-kind.ts";
import { boolean, choice, matching, seconds, wholeNumber } from "./value-kind.ts";

/** Seeds are 32 bits wide. */
const MAX_SEED = 4_294_967_295;
/** A broker that has not booted after an hour will not. */
const MAX_WAIT_SECONDS = 3_600;
/** Publishing may last a day, and draining as long again. */
const MAX_RUN_SECONDS = 172_800;

const EXCLUDE_SYNTAX = "SETTING=VALUE[,SETTING=VALUE]";

const file = matching("FILE", "the name of a file", /./);
const directory = matching("DIR", "the name of a directory", /./);
const experimentName = matching(
  "NAME",
  "1 to 64 letters, digits, dots, dashes and underscores",
  /^[A-Za-z0-9][\w.-]{0,63}$/,
);

export const INVOCATION_OPTIONS: OptionTable<
  | "broker"
  | "uri"
  | "wait"
  | "heartbeat"
  | "experiment"
  | "name"
  | "repeat"
  | "warmup"
  | "seed"
  | "drainTimeout"
  | "runTimeout"
  | "exclude"
  | "threshold"
  | "out"
  | "exportJson"
  | "exportMarkdown"
  | "exportCsv"
  | "noProgress"
  | "quiet"
> = {
  broker: {
    group: "Broker",
    flag: "broker",
    kind: choice(["auto", "external", "local", "docker"]),
    default: "auto",
    description: "Use a running RabbitMQ (external), start a private one (local, docker), or what there is (auto).",
  },
  uri: {
    group: "Broker",
    flag: "uri",
    letter: "h",
    kind: amqpUriKind,
    description: "The running RabbitMQ to use; AMQP_URL in the environment when left out.",
  },
  wait: {
    group: "Broker",
    flag: "wait",
    kind: seconds({ min: 0, max: MAX_WAIT_SECONDS, bare: false, whole: false }),
    default: "0s",
    description: "Wait this long for the broker named by --uri or AMQP_URL to serve.",
  },
  heartbeat: {
    group: "Broker",
    flag: "heartbeat",
    letter: "b",
    kind: seconds({ min: 0, max: 65_535, bare: true, whole: true }),
    default: "60s",
    axis: true,
    description: "Heartbeat of every connection; 0 is none, a bare number is seconds.",
  },
  experiment: {
    group: "Experiment",
    flag: "experiment",
    kind: file,
    invocationOnly: true,
    description: "JSON file with the settings of an experiment, by their flags in camelCase; flags override it.",
  },
  name: {
    group: "Experiment",
    flag: "name",
    kind: experimentName,
    default: "bench",
    description: "Name in the report and of its directory; that of the experiment file when there is one.",
  },
  repeat: {
    group: "Experiment",
    flag: "repeat",
    kind: wholeNumber({ min: 1, max: 1_000 }),
    default: "1",
    description: "Runs of each trial, interleaved over the trials.",
  },
  warmup: {
    group: "Experiment",
    flag: "warmup",
    kind: wholeNumber({ min: 0, max: 1_000 }),
    default: "0",
    description: "Runs of each trial before the measured ones, not counted.",
  },
  seed: {
    group: "Experiment",
    flag: "seed",
    kind: wholeNumber({ min: 0, max: MAX_SEED }),
    default: "1",
    description: "Seed of random costs, Poisson gaps and the order of the runs.",
  },
  exclude: {
    group: "Experiment",
    flag: "exclude",
    kind: matching(EXCLUDE_SYNTAX, `settings that the matrix varies, ${EXCLUDE_SYNTAX}`, /./),
    repeatable: true,
    description: "Trials of the matrix to leave out, e.g. queueType=quorum,durability=transient. Repeatable.",
  },
  drainTimeout: {
    group: "Experiment",
    flag: "drain-timeout",
    kind: seconds({ min: 1, max: 86_400, bare: false, whole: false }),
    default: "60s",
    description: "Give up a drain after this long without any progress.",
  },
  runTimeout: {
    group: "Experiment",
    flag: "run-timeout",
    kind: seconds({ min: 1, max: MAX_RUN_SECONDS, bare: false, whole: false }),
    description: "End each run after this long; its verdict is then unknown. No limit by default.",
  },
  threshold: {
    group: "Experiment",
    flag: "threshold",
    kind: matching("EXPRESSION", "a metric, a comparison and a number, such as lost==0", /./),
    repeatable: true,
    description: "What must hold, e.g. lost==0 or fairness.jainBusy>=0.9; else the run fails. Repeatable.",
  },
  out: {
    group: "Output",
    flag: "out",
    kind: directory,
    invocationOnly: true,
    description: "Directory of the report; reports/<date>-<name> when left out.",
  },
  exportJson: {
    group: "Output",
    flag: "export-json",
    kind: file,
    invocationOnly: true,
    description: "Also write results.json here.",
  },
  exportMarkdown: {
    group: "Output",
    flag: "export-markdown",
    kind: file,
    invocationOnly: true,
    description: "Also write the report in Markdown here.",
  },
  exportCsv: {
    group: "Output",
    flag: "export-csv",
    kind: file,
    invocationOnly: true,
    description: "Also write a row per run and worker here.",
  },
  noProgress: {
    group: "Output",
    flag: "no-progress",
    kind: boolean,
    isSwitch: true,
    default: "false",
    invocationOnly: true,
    description: "Show no progress while it runs.",
  },
  quiet: {
    group: "Output",
    flag: "quiet",
    kind: boolean,
    isSwitch: true,
    default: "false",
    invocationOnly: true,
    description: "Print nothing but the verdict and what is wrong.",
  },
};
