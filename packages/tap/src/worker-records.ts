// Turns the deliveries and acks of a worker's connection into records. A task is completed when its ack is seen, and its
// work began at the later of its delivery and the settlement that made the worker free.
import { EventFlag, EventKind, FailureOutcome } from "@fairhare/protocol";
import { Settlement, type Side, type WireMessage } from "@fairhare/wire";
import type { ConnectionRecords, RecordPorts } from "./connection-records.ts";
import { HeldDeliveries } from "./held-deliveries.ts";
import { noteAck, noteHeld, noteRequeue } from "./wire-facts.ts";

/** Nanoseconds. */
const EARLY = 1e6;

export class WorkerRecords implements ConnectionRecords {
  readonly #ports: RecordPorts;
  readonly #held = new Map<number, HeldDeliveries>();
  #latestNumber = 0;
  #latest: HeldDeliveries | undefined;

  constructor(ports: RecordPorts) {
    this.#ports = ports;
  }

  consuming(): void {
    const { recording, events } = this.#ports;
    recording.append(EventKind.consuming);
    recording.flush();
    events.onConsuming?.();
  }

  cancelled(by: Side): void {
    if (by === "broker") this.#ports.recording.append(EventKind.cancelled);
  }

  delivered(message: WireMessage): void {
    const { facts, recording, identity, tasks, done } = this.#ports;
    identity.read(message);
    const { isRedelivered, deliveryTag, channel } = message;
    const task = identity.key === undefined ? identity.task : tasks.deliver(identity.key, isRedelivered);
    if (identity.task > 0) tasks.reserve(identity.task);
    const flags = isRedelivered ? EventFlag.redelivered : 0;
    recording.append(EventKind.delivered, task, identity.intendedAt, flags, 0, deliveryTag);
    if (message.noAck) {
      tasks.settle(task);
      done?.delivered(task, deliveryTag, recording);
      return;
    }
    const held = this.#heldOn(channel);
    message.label = held.add(task, deliveryTag, recording.now);
    noteHeld(facts, held.size);
    if (held.size === 1) facts.lastProgressAt = recording.now;
    this.#begin(held);
  }

  settled(channel: number, tag: number, label: number, how: Settlement, isMultiple: boolean): void {
    const { facts, recording, events, tasks, isWorkless } = this.#ports;
    const held = this.#heldOn(channel);
    const task = held.task[label] ?? 0;
    const deliveredAt = held.deliveredAt[label] ?? 0;
    const started = held.startedAt[label] ?? Number.NaN;
    // Work that was not known to have begun: the worker did it beside an older delivery.
    const beganAt = !isWorkless && !Number.isNaN(started) ? started : beganAtLatest(held, deliveredAt, isWorkless);
    const isAcked = how === Settlement.acked;
    facts.lastProgressAt = recording.now;
    if (isAcked) {
      const isAhead = held.isAhead(label);
      noteAck(facts, { isMultiple, isAhead, isEarly: recording.now - deliveredAt <= EARLY });
      if (isAhead) {
        facts.lanes = Math.max(facts.lanes, held.lanes);
        this.#begin(held);
      }
    }
    if (isAcked) {
      recording.append(EventKind.completed, task, beganAt, 0, 0, tag);
      tasks.settle(task);
    } else this.#failed(task, tag, beganAt, how);
    held.settle(label, recording.now);
    this.#begin(held);
    if (how !== Settlement.recovered) events.onSettled?.(task, isAcked);
  }

  /** The channel has ended: its unsettled deliveries are back in the queue. */
  channelEnded(channel: number): void {
    const held = this.#held.get(channel);
    if (held === undefined) return;
    for (let index = held.oldest; index !== -1; index = held.oldest) {
      this.#ports.tasks.requeue(held.task[index] ?? 0);
      held.settle(index, this.#ports.recording.now);
    }
    this.#held.delete(channel);
    this.#latest = undefined;
    this.#latestNumber = 0;
  }

  ended(): void {
    for (const channel of this.#held.keys()) this.channelEnded(channel);
  }

  #failed(task: number, tag: number, beganAt: number, how: Settlement): void {
    const { facts, recording, tasks, hasDeadLetterQueue } = this.#ports;
    // With basic.recover no handler failed; the delivery comes again.
    if (how === Settlement.recovered) return tasks.requeue(task);
    const isRequeued = how === Settlement.nackedToQueue || how === Settlement.rejectedToQueue;
    if (isRequeued) {
      tasks.requeue(task);
      noteRequeue(facts, task);
    } else {
      tasks.settle(task);
      facts.refused++;
    }
    const gone = hasDeadLetterQueue ? FailureOutcome.deadLettered : FailureOutcome.dropped;
    recording.append(EventKind.failed, task, beganAt, 0, isRequeued ? FailureOutcome.requeued : gone, tag);
  }

  /** Begins the work on as many deliveries as the worker has lanes free. */
  #begin(held: HeldDeliveries): void {
    const { recording, isWorkless } = this.#ports;
    if (isWorkless) return;
    for (let index = held.begin(recording.now); index !== -1; index = held.begin(recording.now))
      recording.append(EventKind.started, held.task[index], 0, 0, 0, held.tag[index]);
  }

  #heldOn(channel: number): HeldDeliveries {
    if (this.#latest !== undefined && this.#latestNumber === channel) return this.#latest;
    let held = this.#held.get(channel);
    if (held === undefined) {
      held = new HeldDeliveries();
      this.#held.set(channel, held);
    }
    this.#latest = held;
    this.#latestNumber = channel;
    return held;
  }
}

const beganAtLatest = (held: HeldDeliveries, deliveredAt: number, isWorkless: boolean): number =>
  isWorkless ? deliveredAt : Math.max(deliveredAt, held.lastSettledAt);
