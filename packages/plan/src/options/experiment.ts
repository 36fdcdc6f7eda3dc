// What is measured how often, when a run ends, and what must hold: the same for all trials.
import type { OptionTable } from "./option.ts";
import { file, matching, seconds, wholeNumber } from "./value-kind.ts";

/** Seeds are 32 bits wide. */
const MAX_SEED = 4_294_967_295;
/** Publishing may last a day, and draining as long again. */
const MAX_RUN_SECONDS = 172_800;

const EXCLUDE_SYNTAX = "SETTING=VALUE[,SETTING=VALUE]";

const experimentName = matching(
  "NAME",
  "1 to 64 letters, digits, dots, dashes and underscores",
  /^[A-Za-z0-9][\w.-]{0,63}$/,
);

export const EXPERIMENT_OPTIONS: OptionTable<
  "experiment" | "name" | "repeat" | "warmup" | "seed" | "exclude" | "drainTimeout" | "runTimeout" | "threshold"
> = {
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
};
