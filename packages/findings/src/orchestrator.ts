// Findings that the orchestrator reports while it runs the fleet: faults without effect, crashed processes, the broker.
import { define } from "./definition.ts";

export const ORCHESTRATOR_FINDINGS = {
  "fault-not-reached": define<{ fault: string }>({
    severity: "warning",
    meaning: "The run ended before the time of this fault.",
    action: "Set an earlier time for the fault, or plan a longer run.",
    sentence: ({ fault }) => `Fault ${fault} did not occur: the run ended first.`,
  }),
  "fault-without-target": define<{ fault: string }>({
    severity: "warning",
    meaning: "All processes that this fault can hit had ended, had finished or were under another fault.",
    action: "Set another time or target for the fault.",
    sentence: ({ fault }) =>
      `Fault ${fault} skipped: no eligible target was running. Each had ended, had finished or was under another fault.`,
  }),
  "fault-without-effect": define<{ fault: string; connections: string }>({
    severity: "warning",
    meaning: "The broker was asked to close connections that were not open at that moment.",
    action: "Set another time for the fault.",
    sentence: ({ fault, connections }) => `Fault ${fault} had no effect: no open connection of ${connections}.`,
  }),
  "process-crashed": define<{ role: string; process: number; how: string }>({
    severity: "warning",
    meaning: "A process of the fleet ended without a fault of the plan and without a request.",
    action: "Report it with the run directory, unless another program ended the process.",
    sentence: ({ role, process, how }) => `The ${role} process ${process} crashed during the run: it ${how}.`,
  }),
  "process-failed": define<{ role: string; process: number; reason: string }>({
    severity: "warning",
    meaning: "A process of the fleet gave up and named the reason.",
    action: "Remove the reason that the sentence names.",
    sentence: ({ role, process, reason }) => `The ${role} process ${process} failed: ${reason}`,
  }),
  "shutdown-not-graceful": define<{ role: string; process: number; how: string }>({
    severity: "warning",
    meaning: "A process of the fleet did not shut down gracefully at the end of the run.",
    action: "If it was killed after a time limit, use fewer processes or a quieter machine.",
    sentence: ({ role, process, how }) => `The ${role} process ${process} ${how} during its shutdown.`,
  }),
  "broker-replaced": define({
    severity: "warning",
    meaning: "A fault of the previous run left a broker that does not boot.",
    action: "Nothing: this run is not affected.",
    sentence: () =>
      "The broker did not survive the previous run; this run uses a new broker with an empty data directory.",
  }),
  "broker-clock-differs": define({
    severity: "info",
    meaning: "The samples of the queue cannot be placed exactly, because the broker reads another clock.",
    action: "Read the curves of ready and unacknowledged messages as up to 0.5 s late.",
    sentence: () =>
      "The broker's clock differs from Fairhare's clock on this system: queue samples carry the time at which they were read, up to 0.5 s late.",
  }),
};
