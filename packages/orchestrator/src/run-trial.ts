// One run, from plan to history: what it needs is set up, measured with, and taken down again.
import { randomBytes } from "node:crypto";
import { setAckTimeout } from "@fairhare/broker";
import { FairhareError, messageOf } from "@fairhare/core";
import { needsProxy, type PlannedRun, takesBrokerDown } from "@fairhare/experiment";
import { PhaseCode } from "@fairhare/protocol";
import { DeadLetters } from "./dead-letters.ts";
import { Proxy } from "./faults/proxy/proxy.ts";
import { Fleet, type FleetPlan, membersOf } from "./fleet.ts";
import { HistoryTail } from "./history-tail.ts";
import { Losses } from "./losses.ts";
import { measure, type MeasurePorts } from "./measure.ts";
import { QueueWatch } from "./queue-watch.ts";
import type { RunDirectory } from "./run-directory.ts";
import { RunLog } from "./run-log.ts";

export interface RunPorts extends MeasurePorts {
  readonly directory: RunDirectory;
}

/** What a run leaves behind beside its history. */
export interface RunRecord {
  /** Why the run broke off before its drain was over; null when it did not. */
  readonly cutShort: string | null;
  readonly notes: readonly string[];
}

/** Rejects with a FairhareError when the run could not be set up; a run that breaks is a record with a reason. */
export async function runTrial({ trial }: PlannedRun, ports: RunPorts): Promise<RunRecord> {
  const { settings } = trial;
  using log = new RunLog(ports.directory.shardFile("orchestrator", 1, 1));
  const broken = new AbortController();
  const signal = AbortSignal.any([ports.signal, broken.signal]);
  let cutShort: string | null = null;
  const cut = (error: unknown): void => {
    cutShort = messageOf(signal.aborted ? signal.reason : error);
    log.phase(PhaseCode.cutShort);
  };
  try {
    // 1. A broker that serves, and a queue of the run's own.
    log.phase(PhaseCode.starting);
    ports.observer({ type: "phase", phase: "starting" });
    await renewDeadBroker(ports, log);
    await using queue = await QueueWatch.declare(queueName(), settings, ports.broker, log);
    // The broker's faults are about tasks: a queue so young that the broker forgets it would take them all with it.
    if (settings.faults.some(takesBrokerDown)) await ports.broker.server?.settle(signal);

    // oxlint-disable-next-line no-underscore-dangle -- held for its end alone
    await using _timeout = await setAckTimeout(ports.broker, settings.ackTimeoutMs, signal);

    // 2. The fleet, all of it connected, and somebody who takes in the dead letters.
    using tail = new HistoryTail();
    const losses = new Losses(ports.observer, log, broken);
    const shardFile: RunDirectory["shardFile"] = (...identity) => {
      const path = ports.directory.shardFile(...identity);
      tail.follow(path);
      return path;
    };
    // oxlint-disable-next-line no-underscore-dangle -- held for its end alone
    await using _deadLetters = await DeadLetters.collect(queue, settings, ports.broker.uri, shardFile);
    await using proxy = settings.faults.some(needsProxy)
      ? await Proxy.open(ports.broker.uri, membersOf(settings))
      : undefined;
    const fleetPlan: FleetPlan = {
      uriOf: (member) => (proxy?.isBefore(member) === true ? proxy.uriOf(member) : ports.broker.uri),
      queue: queue.name,
      queueExpiresMs: queue.expiresMs,
      settings,
      shardFile,
      onLost: losses.add,
    };
    await using fleet = await Fleet.start(fleetPlan, log, signal);

    // 3. The measurement. What breaks it is recorded before the fleet is taken down, or the taking down
    //    would look like the cause.
    try {
      await measure(
        { ...ports, signal },
        { settings, log, queue, tail, fleet, proxy, losses, giveUp: (error) => broken.abort(error) },
      );
    } catch (error) {
      cut(error);
    }
  } catch (error) {
    if (error instanceof FairhareError && !ports.signal.aborted) throw error;
    cut(error);
  }
  // 4. The history is complete.
  log.phase(PhaseCode.ended);
  return { cutShort, notes: log.notes };
}

/** A fault of an earlier run may have left a server that will not boot again: it begins anew, with nothing. */
async function renewDeadBroker({ broker: { server }, observer, signal }: RunPorts, log: RunLog): Promise<void> {
  if (server === undefined || server.running) return;
  const message = "The broker did not survive the run before; this run has a fresh one with an empty data directory.";
  observer({ type: "notice", message });
  log.note(message);
  await server.wipe(signal);
  await server.start(signal);
}

const queueName = (): string => `fairhare.${randomBytes(6).toString("hex")}`;
