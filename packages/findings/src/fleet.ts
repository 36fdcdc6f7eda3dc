// Findings about processes and connections: crashes, lost connections, cancelled consumers, alarms, faults.
import { counted } from "@fairhare/core";
import { define } from "./definition.ts";

interface Exit {
  readonly firstSlot: number;
  readonly lastSlot: number;
  readonly atMs: number;
  readonly toldAtMs: number | null;
  readonly code: number;
  readonly signal: string | null;
}

/** Milliseconds. The sentence names the beginning and the end of a graceful shutdown that takes longer. */
const SHORT_SHUTDOWN_MS = 100;

export const FLEET_FINDINGS = {
  "worker-not-replaced": define<{ [K in keyof Exit]: Exit[K] }>({
    severity: "warning",
    meaning: "A worker process ended before the run did, and no other process took its slots.",
    action:
      "Remove restart=never from the --fault; without such a fault, read the other findings for the reason of the crash.",
    sentence: (exit) => {
      const { firstSlot, lastSlot } = exit;
      return firstSlot === lastSlot
        ? `The process of worker ${firstSlot} ${courseOf(exit)}; its slot stays empty.`
        : `The process of workers ${firstSlot} to ${lastSlot} ${courseOf(exit)}; their slots stay empty.`;
    },
  }),
  "agent-lost": define<{ agent: number; how: string }>({
    severity: "warning",
    meaning:
      "The connection to an agent ended during the run, and with it every process on its host. The run continued with the other agents.",
    action:
      "Find out why the agent ended (its own output, the memory of its host, the network), unless a --fault did it.",
    sentence: ({ how }) => how,
  }),
  "agents-missing": define<{ connected: number; planned: number }>({
    severity: "warning",
    meaning:
      "An agent was lost in an earlier run of the experiment and did not come back, so the fleet of this run was on fewer hosts.",
    action:
      "Run the agents where something restarts them, such as systemd or Kubernetes, and do not compare this run with the others.",
    sentence: ({ connected, planned }) =>
      `The fleet ran on ${connected} of ${counted(planned, "planned agent")}: the others were lost in an earlier run.`,
    weight: ({ connected, planned }) => planned - connected,
  }),
  "connections-lost": define<{ connections: number; role: string; process: number; ofProcess: number }>({
    severity: "warning",
    meaning: "Connections or channels between the fleet and the broker ended unexpectedly.",
    action: "Read the broker's log and check --heartbeat, unless a --fault explains the loss.",
    sentence: ({ connections, role, process, ofProcess }) =>
      `${counted(connections, "connection was", "connections were")} lost, ${ofProcess === connections ? "" : `${ofProcess} of them `}by ${role} process ${process}.`,
    weight: ({ connections }) => connections,
  }),
  "publishing-blocked": define<{ times: number }>({
    severity: "warning",
    meaning: "A memory or disk alarm of the broker blocked the connections that publish.",
    action: "Give the broker more memory or disk space, unless a --fault raised the alarm.",
    sentence: ({ times }) => `The broker's memory or disk alarm blocked publishing ${counted(times, "time")}.`,
    weight: ({ times }) => times,
  }),
  "consumers-cancelled": define<{ consumers: number }>({
    severity: "warning",
    meaning: "The broker cancelled consumers: their queue was unavailable, or an acknowledgement came too late.",
    action:
      "Raise --ack-timeout above the time for which a worker holds a delivery, or lower --prefetch, unless a --fault explains it.",
    sentence: ({ consumers }) =>
      `The broker cancelled ${counted(consumers, "consumer")}: the queue was unavailable, or an acknowledgement came too late.`,
    weight: ({ consumers }) => consumers,
  }),
  note: define<{ text: string }>({
    severity: "warning",
    meaning: "A warning from results of an earlier Fairhare version, which have no codes.",
    action: "Read the sentence: it says what happened.",
    sentence: ({ text }) => text,
  }),
};

function courseOf({ atMs, toldAtMs, code, signal }: Exit): string {
  const end = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
  if (toldAtMs === null) return `${end} ${momentOf(atMs)} and was not replaced`;
  const shutDown = `was shut down ${momentOf(toldAtMs)}`;
  if (signal !== null || code !== 0) return `${shutDown}, ${end} ${momentOf(atMs)} and was not replaced`;
  return atMs - toldAtMs <= SHORT_SHUTDOWN_MS
    ? `${shutDown} and was not replaced`
    : `${shutDown}, ended ${momentOf(atMs)} and was not replaced`;
}

/** With a backlog the measurement starts with the release of the workers; a worker can end before it. */
function momentOf(atMs: number): string {
  const seconds = (Math.abs(atMs) / 1e3).toFixed(1);
  return atMs < 0 ? `${seconds} s before the measurement` : `at ${seconds} s`;
}
