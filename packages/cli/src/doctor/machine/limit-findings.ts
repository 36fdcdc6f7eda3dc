// Findings about limits that a large fleet reaches: open files, processes, ports for connections.
import { formatCount } from "@fairhare/core";
import { absent, type DoctorFinding, ok, warning } from "../finding.ts";
import type { MachineFacts } from "./facts.ts";
import { connectionsOf, describeFleet, type Fleet, mostWorkers, openFilesOf, threadsOf } from "./fleet.ts";

export function limitFindings({ limits, cgroup, network }: MachineFacts, fleet: Fleet): DoctorFinding[] {
  return [
    openFiles(limits.openFiles, fleet),
    ...processes(limits.processes, cgroup.processes, fleet),
    ...ports(network, fleet),
    ...otherBrokers(network.brokerPorts),
  ];
}

/** Node.js raises its soft limit to the hard limit, so the limit to raise is the hard one. */
function openFiles(limit: number | null, fleet: Fleet): DoctorFinding {
  if (limit === null) return absent("Open files", "limit unknown on this system");
  if (limit === Infinity) return ok("Open files", "unlimited");
  const needed = openFilesOf(fleet);
  const detail = `at most ${formatCount(limit)} per process, enough for ${formatCount(mostWorkers(limit, openFilesOf))} workers`;
  return limit < needed
    ? warning(
        "Open files",
        detail,
        `${describeFleet(fleet)} need about ${formatCount(needed)}. Raise the limit before the run: ulimit -n ${2 * needed} as root, LimitNOFILE= of the service, or docker run --ulimit nofile=${2 * needed}.`,
      )
    : ok("Open files", detail);
}

function processes(user: number | null, group: number | null, fleet: Fleet): DoctorFinding[] {
  if (user === null && group === null) return [];
  const limit = Math.min(user ?? Infinity, group ?? Infinity);
  if (limit === Infinity) return [ok("Processes", "unlimited")];
  const needed = threadsOf(fleet);
  const detail = `at most ${formatCount(limit)} processes and threads, enough for ${formatCount(mostWorkers(limit, threadsOf))} workers`;
  return [
    limit < needed
      ? warning(
          "Processes",
          detail,
          `${describeFleet(fleet)} and a broker need about ${formatCount(needed)}. Raise the limit (${group === limit ? "docker run --pids-limit, or TasksMax= of the service" : "ulimit -u"}), or use fewer processes: --workers-per-process 10.`,
        )
      : ok("Processes", detail),
  ];
}

function ports({ portRange, timeWait }: MachineFacts["network"], fleet: Fleet): DoctorFinding[] {
  if (portRange === null) return [];
  const [first, last] = portRange;
  const total = last - first + 1;
  const used = timeWait ?? 0;
  const needed = connectionsOf(fleet);
  const detail = `${first}–${last} for outgoing connections${timeWait === null ? "" : `, ${formatCount(timeWait)} in TIME_WAIT`}`;
  // With a proxy, each connection uses two ports; a restarted worker leaves its old port in TIME_WAIT for a minute.
  return [
    total - used < 4 * needed || used > total / 2
      ? warning(
          "Ports",
          detail,
          `${describeFleet(fleet)} with restarts may need ${formatCount(4 * needed)} ports. Wait a minute for the ports in TIME_WAIT, or widen the range: sudo sysctl net.ipv4.ip_local_port_range="15000 65000".`,
        )
      : ok("Ports", detail),
  ];
}

/** A private broker chooses free ports, so another broker on this machine is not in the way, but uses its CPU. */
function otherBrokers(listening: readonly number[]): DoctorFinding[] {
  if (listening.length === 0) return [];
  const list = listening.join(", ");
  return [
    absent(
      "Other brokers",
      `a process listens on port ${list}; a private broker uses other ports. To measure the running one: --uri amqp://localhost`,
    ),
  ];
}
