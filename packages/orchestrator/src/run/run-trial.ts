// One run, from plan to history: sets up broker, queue and fleet, measures, and takes everything down again.
import { setMaxListeners } from "node:events";
import { BrokerStartError, type ManagedCluster } from "@fairhare/broker";
import { FairhareError, messageOf } from "@fairhare/core";
import { finding, findingSentence } from "@fairhare/findings";
import { type FleetRole, isShared, resolvedOn, takesBrokerDown, takesNodesDown } from "@fairhare/workload";
import type { PlannedRun } from "@fairhare/plan";
import { PhaseCode, type ShardRole } from "@fairhare/protocol";
import { DeadLetters } from "../drain/dead-letters.ts";
import { FleetNotReadyError } from "../fleet/not-ready.ts";
import { ClockWatch } from "../fleet/clock-watch.ts";
import { Fleet } from "../fleet/fleet.ts";
import { connectPolicy } from "../fleet/connect-policy.ts";
import { openNetwork } from "../fleet/fleet-network.ts";
import type { FleetAgents } from "../fleet/fleet-agents.ts";
import type { FleetPlan } from "../fleet/fleet-plan.ts";
import { Placement } from "../fleet/placement.ts";
import type { ObservedClient } from "@fairhare/results";
import { HistoryTail } from "@fairhare/store";
import type { Host } from "../fleet/host.ts";
import { UnexpectedExits } from "../fleet/unexpected-exits.ts";
import { ProgramFleet } from "../programs/program-fleet.ts";
import { agentHost } from "./environment.ts";
import { measure, type MeasurePorts } from "./measure.ts";
import { QueueWatch } from "../drain/queue-watch.ts";
import type { MachineLoad, RunRecord } from "@fairhare/store";
import { beginMachineLoad } from "./machine-load.ts";
import { RunLog } from "./run-log.ts";

export interface RunPorts extends MeasurePorts {
  /** Path for the shard of a process; unique to role, process and incarnation. */
  readonly shardFile: (role: ShardRole, process: number, incarnation: number) => string;
  /** Path for the output of a program of the user. */
  readonly outputFile: (role: FleetRole, process: number, incarnation: number) => string;
  /** Absent: the whole fleet runs on the orchestrator's host. */
  readonly agents?: FleetAgents | undefined;
  /** Seconds in which a process must connect, and a worker consume. */
  readonly readyTimeoutSeconds: number;
  /** Seconds after which the run is aborted; null means no limit. */
  readonly runTimeoutSeconds: number | null;
}

/** Rejects with a FairhareError when the run cannot be set up; a run that fails later resolves with `cutShort`. */
export async function runTrial({ trial }: PlannedRun, ports: RunPorts): Promise<RunRecord> {
  const { broker, observer } = ports;
  const settings = resolvedOn(trial.settings, broker.facts.version);
  using log = new RunLog(ports.shardFile("orchestrator", 1, 1), ports.host);
  using placement = ports.agents === undefined ? undefined : new Placement(ports.agents, log);
  const host = hostWith(placement, ports.host);
  const broken = new AbortController();
  const signal = AbortSignal.any([ports.signal, broken.signal]);
  // Every process of the fleet listens to this signal, so Node's limit of listeners does not apply.
  setMaxListeners(0, signal);
  // oxlint-disable-next-line no-underscore-dangle -- held for its end alone
  using _limit = limitRun(ports, broken);
  let cutShort: string | null = null;
  let queueType: string | null = null;
  let client: ObservedClient | undefined;
  let machine: MachineLoad | undefined;
  let interruptedAt: number | null = null;
  const cut = (error: unknown): void => {
    // The text becomes the end of a sentence.
    cutShort = messageOf(signal.aborted ? signal.reason : error).replace(/\.$/, "");
    if (signal.aborted) interruptedAt = host.clock.now();
    log.phase(PhaseCode.cutShort);
  };
  try {
    // 1. A running broker, and the run's own queue.
    log.phase(PhaseCode.starting);
    observer({ type: "phase", phase: "starting" });
    await renewDeadBroker(ports, log);
    await placement?.gather(host.clock, signal);
    await using queue = await QueueWatch.declare(settings.queue.name ?? randomName(host), settings, {
      broker,
      log,
      host,
    });
    queueType = queue.reportedType;
    // A broker may forget a queue that was declared just before a crash; the faults are meant to test messages, not
    // that.
    if (settings.faults.some((fault) => takesBrokerDown(fault) || takesNodesDown(fault)))
      await broker.server?.settle(signal);

    // oxlint-disable-next-line no-underscore-dangle -- held for its end alone
    await using _timeout = await host.setAckTimeout(broker, settings.ackTimeoutMs, signal);

    // Somebody else's producers cannot mark their messages.
    const runTag = isShared(settings) && settings.producerCommand === null ? randomName(host) : null;

    // 2. The whole fleet, connected, and the consumer of dead letters.
    using tail = new HistoryTail(host.shards);
    const unexpectedExits = new UnexpectedExits(observer, log, broken);
    const shardFile: RunPorts["shardFile"] = (role, ...identity) => {
      const path = ports.shardFile(role, ...identity);
      tail.follow(path, role);
      return path;
    };
    // oxlint-disable-next-line no-underscore-dangle -- held for its end alone
    await using _deadLetters = await DeadLetters.collect(queue, settings, { host, uri: broker.uri, runTag, shardFile });
    const fleetUri = ports.agents?.brokerUri ?? broker.uri;
    await using network = await openNetwork(fleetUri, settings, host);
    const { proxy } = network;
    const firstUriOf = await connectPolicy({ uri: fleetUri, cluster: broker.cluster }, queue.name, settings, signal);
    const fleetPlan: FleetPlan = {
      uriOf: network.uriOf,
      // A proxy leads to a single broker.
      firstUriOf: (member) => (proxy?.isBefore(member) === true ? 0 : firstUriOf(member)),
      admit: network.admit,
      queue: queue.name,
      queueExpiresMs: queue.expiresMs,
      runTag,
      settings,
      readyTimeoutMs: ports.readyTimeoutSeconds * 1e3,
      shardFile,
      hasCrashed: (child) => unexpectedExits.crashes?.hasCrashed(child) === true,
      onUnread: unexpectedExits.unread,
      onUnexpectedExit: unexpectedExits.add,
    };
    await using programs = await ProgramFleet.open(
      {
        settings,
        outputFile: ports.outputFile,
        onLine: ({ role, process }, line) => observer({ type: "output", role, process, line }),
        onProblem: (problem) => broken.abort(new Error(problem)),
        onClosed: (ended) => {
          for (const found of ended.findings({ interruptedAt })) log.report(found);
          client = ended.observed;
        },
      },
      host,
    );
    // oxlint-disable-next-line no-underscore-dangle -- held for its end alone
    await using _clocks = await (ports.agents && ClockWatch.begin(ports.agents.joined, log, host.clock));
    await using fleet = await Fleet.start(fleetPlan, log, { ...host, launch: programs.launch }, signal);

    const machineLoad = beginMachineLoad(host);
    // 3. The measurement. A failure is recorded before the fleet is stopped, or the stop would look like its cause.
    try {
      await measure(
        { ...ports, host, signal },
        {
          settings,
          log,
          queue,
          tail,
          fleet,
          placement,
          programs,
          proxy,
          unexpectedExits,
          giveUp: (error) => broken.abort(error),
        },
      );
    } catch (error) {
      // Workers that do not begin to consume are a failure to set up the run.
      if (error instanceof FleetNotReadyError && !signal.aborted) throw error;
      cut(error);
    }
    // The fleet's CPU time is of other machines, and says nothing about this one.
    machine = ports.agents === undefined ? machineLoad() : undefined;
  } catch (error) {
    if (error instanceof FairhareError && !ports.signal.aborted) throw error;
    cut(error);
  }
  // 4. The history is complete.
  log.phase(PhaseCode.ended);
  return {
    cutShort,
    findings: log.findings,
    queueType,
    ...(placement === undefined ? {} : { agents: placement.used.map(agentHost) }),
    ...(client === undefined ? {} : { client }),
    ...(machine === undefined ? {} : { machine }),
  };
}

function hostWith(placement: Placement | undefined, host: Host): Host {
  if (placement === undefined) return host;
  return {
    ...host,
    launch: (...seat) => placement.launch(...seat),
    agentOf: (...seat) => placement.agentOf(...seat),
  };
}

/**
 * A fault of an earlier run may have left a broker that does not boot, or nodes of a cluster that do not find each other:
 * restarts all with empty data directories.
 */
async function renewDeadBroker(
  { broker: { server, cluster }, observer, signal }: RunPorts,
  log: RunLog,
): Promise<void> {
  if (server === undefined || (server.running && (await isWhole(cluster, signal)))) return;
  const replaced = finding("broker-replaced");
  observer({ type: "notice", message: findingSentence(replaced) });
  log.report(replaced);
  await server.wipe(signal);
  await server.start(signal);
}

async function isWhole(cluster: ManagedCluster | undefined, signal: AbortSignal): Promise<boolean> {
  try {
    await cluster?.untilWhole(signal);
    return true;
  } catch (error) {
    if (error instanceof BrokerStartError) return false;
    throw error;
  }
}

/** Random, so that two runs on one broker never share a queue or a tag. */
const randomName = ({ random }: Host): string =>
  `fairhare.${Array.from({ length: 12 }, () => Math.floor(random() * 16).toString(16)).join("")}`;

function limitRun({ host, runTimeoutSeconds: seconds }: RunPorts, broken: AbortController): Disposable {
  const cancel =
    seconds === null
      ? () => undefined
      : host.clock.after(seconds * 1e3, () =>
          broken.abort(new Error(`it did not end within ${seconds} s (--run-timeout)`)),
        );
  return { [Symbol.dispose]: cancel };
}
