// Options of the comparisons: between the trials of the experiment, and with the results of an earlier one.
import type { OptionTable } from "./option.ts";
import { boolean, choice, file, matching } from "./kinds/value-kind.ts";

const SELECTOR_SYNTAX = "SETTING=VALUE[,SETTING=VALUE]";

export const COMPARISON_OPTIONS: OptionTable<"compare" | "reference" | "baseline" | "baselineStrict"> = {
  compare: {
    group: "Experiment",
    flag: "compare",
    kind: choice(["reference", "all-pairs"]),
    default: "reference",
    description: "Pairs of trials in the comparison: each trial with the reference, or all pairs.",
  },
  reference: {
    group: "Experiment",
    flag: "reference",
    kind: matching(SELECTOR_SYNTAX, `the settings of one trial, ${SELECTOR_SYNTAX}`, /./),
    description: "Trial that the others are compared with, e.g. prefetch=1 (default: the first).",
  },
  baseline: {
    group: "Experiment",
    flag: "baseline",
    kind: file,
    description: "Earlier results.json or run directory for thresholds like throughput>=0.95x; or none.",
  },
  baselineStrict: {
    group: "Experiment",
    flag: "baseline-strict",
    kind: boolean,
    isSwitch: true,
    default: "false",
    description: "Fail a relative threshold also if the miss may be chance.",
  },
};
