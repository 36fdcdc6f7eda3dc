// Findings that the orchestrator reports during a run: faults without effect, crashed processes, the broker.
import { define } from "./definition.ts";

export const ORCHESTRATOR_FINDINGS = {
  "fault-not-reached": define<{ fault: string }>({
    severity: "warning",
    meaning: "The run ended before the time of this fault.",
    action: "Set an earlier time in --fault, or plan a longer run with --time or --tasks.",
    sentence: ({ fault }) => `Fault ${fault} did not occur: the run ended first.`,
  }),
  "fault-without-target": define<{ fault: string }>({
    severity: "warning",
    meaning: "Every process that the fault can hit had ended, had finished or was under another fault.",
    action: "Set another time or target in --fault.",
    sentence: ({ fault }) =>
      `Fault ${fault} was skipped: no eligible target was running. Each process had ended, had finished or was under another fault.`,
  }),
  "fault-without-effect": define<{ fault: string; connections: string }>({
    severity: "warning",
    meaning: "The connections that the broker had to close were not open at that time.",
    action: "Set another time in --fault.",
    sentence: ({ fault, connections }) => `Fault ${fault} had no effect: ${connections} had no open connection.`,
  }),
  "process-crashed": define<{ role: string; process: number; how: string }>({
    severity: "warning",
    meaning: "A process of the fleet ended, although no fault and no shutdown ended it.",
    action: "Report this bug and attach the run directory, unless another program ended the process.",
    sentence: ({ role, process, how }) => `The ${role} process ${process} crashed during the run: it ${how}.`,
  }),
  "process-failed": define<{ role: string; process: number; reason: string }>({
    severity: "warning",
    meaning: "A process of the fleet ended with an error.",
    action: "Fix the problem that the sentence names, then run the experiment again.",
    sentence: ({ role, process, reason }) => `The ${role} process ${process} failed: ${reason}`,
  }),
  "shutdown-not-graceful": define<{ role: string; process: number; how: string }>({
    severity: "warning",
    meaning: "A process of the fleet did not shut down gracefully at the end of the run.",
    action: "Lower --workers or --producers, or stop other programs on this machine.",
    sentence: ({ role, process, how }) => `The ${role} process ${process} ${how} during its shutdown.`,
  }),
  "broker-replaced": define({
    severity: "warning",
    meaning: "After a fault of the previous run the broker did not start again.",
    action: "Ignore this finding: it has no effect on this run.",
    sentence: () =>
      "The broker did not survive the previous run; this run uses a new broker with an empty data directory.",
  }),
  "broker-clock-differs": define({
    severity: "info",
    meaning: "The exact times of the queue samples are unknown, because the broker uses another clock.",
    action: "Read the curves of ready and unacknowledged messages with an error of up to 0.5 s.",
    sentence: () =>
      "The broker's clock differs from Fairhare's clock on this system: queue samples carry the time at which they were read, up to 0.5 s late.",
  }),
};
