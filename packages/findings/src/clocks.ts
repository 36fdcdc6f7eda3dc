// Findings about runs on several hosts: how exactly their clocks are known.
import { counted, formatMs } from "@fairhare/core";
import { define } from "./definition.ts";

/** Parts of a result that need the order of events on several hosts. */
const PARTS = {
  "loss-causes": (cases: number) => `the cause of ${counted(cases, "lost task")}`,
  "duplicate-causes": (cases: number) =>
    `the cause of ${counted(cases, "task")} that ${cases === 1 ? "was" : "were"} completed twice`,
  "first-deliveries": (cases: number) => `the first delivery of ${counted(cases, "task")}`,
  redeliveries: (cases: number) => `which redeliveries belong to ${counted(cases, "fault")}`,
} as const;

const partOf = (about: string, cases: number): string =>
  Object.hasOwn(PARTS, about) ? PARTS[about as keyof typeof PARTS](cases) : about;

export const CLOCK_FINDINGS = {
  "clock-not-measured": define<{ agent: number }>({
    severity: "error",
    meaning:
      "The orchestrator never compared the clock of an agent with its own, so the times of its processes say nothing.",
    action: "Check the connection to the agent, then run the experiment again.",
    sentence: ({ agent }) =>
      `The clock of agent ${agent} was not compared with the orchestrator's: its times are not known.`,
  }),
  "clock-uncertain": define<{ errorMs: number; queueWaitMs: number }>({
    severity: "warning",
    meaning:
      "The clocks of the hosts are known less exactly than the latencies between them need: the error is more than 10 % of the median queue wait.",
    action:
      "Use the throughput, the ledger and fairness, or run producers and workers closer together or with more load.",
    sentence: ({ errorMs, queueWaitMs }) =>
      `The clocks of the hosts may be wrong by ${formatMs(errorMs)}, and the median queue wait is ${formatMs(queueWaitMs)}: latencies between hosts are not exact.`,
    weight: ({ errorMs, queueWaitMs }) => errorMs / Math.max(queueWaitMs, Number.MIN_VALUE),
  }),
  "clock-unsteady": define<{ agent: number; errorMs: number }>({
    severity: "warning",
    meaning:
      "The rate of an agent's clock changed during the run: an NTP daemon adjusted it, or its virtual machine was paused. Times between two comparisons are less exact.",
    action: "Run again when the clocks of the hosts are synchronized; do not pause or move their virtual machines.",
    sentence: ({ agent, errorMs }) =>
      `The clock of agent ${agent} changed its rate during the run; its times may be wrong by ${formatMs(errorMs)}.`,
    weight: ({ errorMs }) => errorMs,
  }),
  "clock-order-uncertain": define<{ about: string; cases: number; errorMs: number | null }>({
    severity: "warning",
    meaning:
      "A number needs the order of events on several hosts, and they are closer to each other than the error of the clocks. It is unknown or left out, not guessed.",
    action: "Run the processes on one host to get it, or use hosts with a shorter round trip.",
    sentence: ({ about, cases, errorMs }) =>
      `The clocks of the hosts do not show ${partOf(about, cases)}: ${errorMs === null ? "they were not compared" : `they may be wrong by ${formatMs(errorMs)}`}.`,
    weight: ({ cases }) => cases,
  }),
  "idle-time-uncertain": define<{ idleMs: number; errorMs: number }>({
    severity: "warning",
    meaning:
      "The idle time while a backlog existed is a sum over events on several hosts, and so are the errors of their clocks.",
    action: "Use Jain's index and the busy times, which do not depend on the clocks.",
    sentence: ({ idleMs, errorMs }) =>
      `The idle time while a backlog existed, ${formatMs(idleMs)}, may be wrong by ${formatMs(errorMs)} because of the clocks of the hosts.`,
    weight: ({ errorMs }) => errorMs,
  }),
};
