// Findings about noise: something other than the settings changed the numbers, within a run or from run to run.
import { counted, formatMs, formatPercent, pValuePhrase } from "@fairhare/core";
import { define } from "./definition.ts";

export const NOISE_FINDINGS = {
  "cpu-stolen": define<{ percent: number }>({
    severity: "warning",
    meaning:
      "The hypervisor gave a part of this virtual machine's CPU time to other machines during the run (steal in /proc/stat), so latencies and rates are partly theirs.",
    action: "Use a machine with dedicated cores, or repeat the experiment at another time and compare medians.",
    sentence: ({ percent }) =>
      `The hypervisor took ${formatPercent(percent / 100)} of the CPU time for other virtual machines during the measurement.`,
    weight: ({ percent }) => percent,
  }),
  "other-load": define<{ busyCores: number; ofCores: number }>({
    severity: "warning",
    meaning:
      "Processes other than Fairhare and its broker used the CPU during the run. The measured rates and latencies include the wait for them.",
    action: "Run `doctor`, which lists the busiest processes, and stop them during the experiment.",
    sentence: ({ busyCores, ofCores }) =>
      `Other processes used ${busyCores.toFixed(2)} of ${ofCores} cores during the measurement.`,
    weight: ({ busyCores, ofCores }) => busyCores / ofCores,
  }),
  "warm-up-left-out": define<{ leftOutMs: number; tasks: number; isGiven: boolean }>({
    severity: "info",
    meaning:
      "Rates and latencies leave out the start of the run: the time of --warmup-time, or the warm-up that was detected (MSER-5). The ledger, fairness and the makespan count the whole run.",
    action: "Set --warmup-time 0ms to count the whole run.",
    sentence: ({ leftOutMs, tasks, isGiven }) =>
      `Rates and latencies leave out the first ${formatMs(leftOutMs)} (${counted(tasks, "completed task")}) as ${isGiven ? "the given" : "a detected"} warm-up.`,
    weight: ({ leftOutMs }) => leftOutMs,
  }),
  "no-steady-state": define({
    severity: "warning",
    meaning:
      "The completions per second were still changing in the second half of the run (MSER-5), so no warm-up could be told from the rest, and nothing was left out.",
    action: "Raise --time, or set --warmup-time.",
    sentence: () =>
      "The run never became steady: its rate was still changing in the second half, so no warm-up was left out.",
  }),
  "runs-drift": define<{ metric: string; percent: number; p: number; runs: number }>({
    severity: "warning",
    meaning:
      "The runs of a trial rise or fall from the first to the last (Mann–Kendall test, corrected for all trials), so they are not repeats of one state: the machine, the broker or its disk changed meanwhile.",
    action:
      "Add --warmup 1, stop other programs, and compare trials of the same experiment: their runs are interleaved.",
    sentence: ({ metric, percent, p, runs }) =>
      `The runs drift: ${metric} ${percent > 0 ? "rose" : "fell"} by ${formatPercent(Math.abs(percent) / 100)} from run 1 to run ${runs} (${pValuePhrase(p)}).`,
    weight: ({ percent }) => Math.abs(percent),
  }),
  "high-variation": define<{ metric: string; percent: number; runs: number; needed: number }>({
    severity: "warning",
    meaning:
      "The runs of a trial differ by more than a tenth (1.4826 · median absolute deviation, divided by the median), so small differences between trials cannot be seen.",
    action: "Find the source of the noise first: other findings, `doctor`. Longer runs and more --repeat help, too.",
    sentence: ({ metric, percent, runs, needed }) =>
      `Between the ${runs} runs ${metric} varies by ${formatPercent(percent / 100)}; a median within ±2 % would take about ${needed} runs.`,
    weight: ({ percent }) => percent,
  }),
};
