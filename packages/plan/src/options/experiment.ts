// Options of the experiment as a whole: repeats, seed, timeouts, exclusions, thresholds. They are the same in all trials.
import type { OptionTable } from "./option.ts";
import { file, matching, milliseconds, seconds, type ValueKind, wholeNumber } from "./kinds/value-kind.ts";
import { z } from "zod";

/** Seeds have 32 bits. */
const MAX_SEED = 4_294_967_295;
/** One day of publishing and one day of draining. */
const MAX_RUN_SECONDS = 172_800;

/** One hour. */
const MAX_WARM_UP_MS = 3_600_000;

const EXCLUDE_SYNTAX = "SETTING=VALUE[,SETTING=VALUE]";

const duration = milliseconds(MAX_WARM_UP_MS);
/** Null is `auto`. */
const warmUpTime: ValueKind<number | null> = {
  syntax: "DURATION|auto",
  expects: "auto, or a duration with a unit, such as 0ms or 5s",
  read: (text) => (text === "auto" ? null : duration.read(text)),
  choices: ["auto"],
  json: z.string().describe("auto, or a duration with a unit: 0ms, 5s."),
};

const experimentName = matching(
  "NAME",
  "1 to 64 letters, digits, dots, dashes and underscores",
  /^[A-Za-z0-9][\w.-]{0,63}$/,
);

export const EXPERIMENT_OPTIONS: OptionTable<
  | "experiment"
  | "scenario"
  | "name"
  | "repeat"
  | "warmup"
  | "warmupTime"
  | "seed"
  | "exclude"
  | "readyTimeout"
  | "drainTimeout"
  | "runTimeout"
  | "threshold"
> = {
  experiment: {
    group: "Experiment",
    flag: "experiment",
    kind: file,
    invocationOnly: true,
    description: "JSON or YAML file with settings named like the flags in camelCase; flags override it.",
  },
  scenario: {
    group: "Experiment",
    flag: "scenario",
    kind: experimentName,
    repeatable: true,
    invocationOnly: true,
    description: "Scenario of the experiment file to run (default: all, one after another); repeatable.",
  },
  name: {
    group: "Experiment",
    flag: "name",
    letter: "d",
    kind: experimentName,
    default: "bench",
    description: "Name in the report and its path; an experiment file's name replaces the default.",
  },
  repeat: {
    group: "Experiment",
    flag: "repeat",
    kind: wholeNumber({ min: 1, max: 1_000 }),
    default: "1",
    description: "Measured runs per trial, interleaved over the trials.",
  },
  warmup: {
    group: "Experiment",
    flag: "warmup",
    kind: wholeNumber({ min: 0, max: 1_000 }),
    default: "0",
    description: "Warm-up runs per trial, not counted in the results.",
  },
  warmupTime: {
    group: "Experiment",
    flag: "warmup-time",
    kind: warmUpTime,
    default: "auto",
    description: "Start of each run that rates and latencies leave out; auto detects it.",
  },
  seed: {
    group: "Experiment",
    flag: "seed",
    kind: wholeNumber({ min: 0, max: MAX_SEED }),
    default: "1",
    description: "Random seed of service times, Poisson gaps and the order of the runs.",
  },
  exclude: {
    group: "Experiment",
    flag: "exclude",
    kind: matching(EXCLUDE_SYNTAX, `settings that the matrix varies, ${EXCLUDE_SYNTAX}`, /./),
    repeatable: true,
    description: "Trials to leave out of the matrix, e.g. queueType=quorum,durability=transient; repeatable.",
  },
  readyTimeout: {
    group: "Experiment",
    flag: "ready-timeout",
    kind: seconds({ min: 1, max: 86_400, bare: false, whole: false }),
    default: "60s",
    description: "End a run whose workers do not consume within this time.",
  },
  drainTimeout: {
    group: "Experiment",
    flag: "drain-timeout",
    kind: seconds({ min: 1, max: 86_400, bare: false, whole: false }),
    default: "60s",
    description: "Stop draining after this long without progress.",
  },
  runTimeout: {
    group: "Experiment",
    flag: "run-timeout",
    kind: seconds({ min: 1, max: MAX_RUN_SECONDS, bare: false, whole: false }),
    description: "End each run after this long, with verdict unknown (default: no limit).",
  },
  threshold: {
    group: "Experiment",
    flag: "threshold",
    kind: matching("EXPRESSION", "a metric, a comparison and a number, such as lost==0", /./),
    repeatable: true,
    description: "Condition for passing, e.g. lost==0 or '[prefetch=1] jainBusy>=0.9'; repeatable.",
  },
};
