// One worker of the fleet in memory: a serial executor with a buffer, written down as a real worker writes.
import type { Random } from "@fairhare/core";
import type { TrialSettings } from "@fairhare/experiment";
import type { History } from "../history.ts";
import type { Clockwork } from "./clockwork.ts";
import type { Consumer, Delivery, MemoryBroker } from "./memory-broker.ts";
import type { Fate, Truth } from "./truth.ts";

export interface World {
  readonly clock: Clockwork;
  readonly broker: MemoryBroker;
  readonly run: History;
  readonly truth: Truth;
  readonly random: Random;
  readonly settings: TrialSettings;
  /** What a handler does with a task, always the same; and how long it takes. */
  readonly fateOf: (task: number) => Fate;
  readonly costOf: (task: number) => number;
}

interface Hand {
  readonly delivery: Delivery;
  readonly consumer: Consumer;
  readonly begun: number;
  /** The connection that it came by is gone. */
  isVoid: boolean;
}

const WIRE_MS = 1.1;
const PRECONDITION_FAILED = 406;

export class MemoryWorker {
  isAlive = true;
  readonly process: number;
  readonly incarnation: number;
  readonly #world: World;
  readonly #inFlight = new Set<Delivery>();
  #consumer: Consumer | null = null;
  #buffer: Delivery[] = [];
  #inHand: Hand | null = null;
  #isClosing = false;
  #frozen: (() => void)[] | null = null;

  constructor(process: number, incarnation: number, world: World) {
    this.process = process;
    this.incarnation = incarnation;
    this.#world = world;
    this.#record(); // The shard exists before anything is consumed.
    this.#consume();
  }

  /** SIGKILL. */
  kill(): void {
    const { broker } = this.#world;
    this.isAlive = false;
    if (this.#inHand) this.#forget(this.#inHand.delivery, "auto-acked-in-hand");
    this.#forgetWaiting();
    if (this.#consumer) broker.drop(this.#consumer, "worker-killed");
  }

  /** SIGTERM; `onEnd` when it has exited. */
  quit(onEnd: () => void): void {
    this.#isClosing = true;
    this.#forgetWaiting();
    const end = (): void => {
      if (this.#inHand) {
        this.#world.clock.after(0.1, end);
        return;
      }
      this.#world.clock.after(2 * WIRE_MS, () => {
        this.isAlive = false;
        if (this.#consumer) this.#world.broker.drop(this.#consumer, "given-back");
        this.#forgetWaitingOnWire();
        this.#record().closed(this.#world.clock.now);
        onEnd();
      });
    };
    end();
  }

  freeze(): void {
    this.#frozen = [];
  }

  /** The broker missed its heartbeats and closed the connection; the worker learns of it when it wakes. */
  cutOffWhileFrozen(): void {
    if (this.#consumer) this.#world.broker.drop(this.#consumer, "connection-lost");
    this.#consumer = null;
    this.#forgetWaitingOnWire();
  }

  wake({ isCutOff }: { readonly isCutOff: boolean }): void {
    const missed = this.#frozen ?? [];
    this.#frozen = null;
    for (const act of missed) act();
    if (isCutOff) this.breakLink();
  }

  /** The broker closes the channel: what is in hand has been there for too long. */
  timeOut(): void {
    if (!this.isAlive || !this.#consumer || !this.#inHand) return;
    this.#world.broker.drop(this.#consumer, "ack-timeout");
    this.#world.clock.after(WIRE_MS, () => this.breakLink(PRECONDITION_FAILED));
  }

  /** The connection is gone: what waits is void, what is in hand is finished. */
  breakLink(replyCode?: number): void {
    if (!this.isAlive) return;
    this.#consumer = null;
    this.#forgetWaiting();
    if (this.#inHand) this.#inHand.isVoid = true;
    this.#record().disconnected(this.#world.clock.now, replyCode);
    this.#comeBack();
  }

  /** On record as delivered and not finished. */
  held(): number[] {
    return [...this.#buffer, ...(this.#inHand ? [this.#inHand.delivery] : [])].map(({ message }) => message.task);
  }

  #comeBack(): void {
    const { clock, broker, random } = this.#world;
    clock.after(0.5 + random.float(), () => {
      if (!this.isAlive || this.#isClosing || this.#consumer !== null) return;
      if (!broker.isUp) this.#comeBack();
      else {
        this.#record().connected(clock.now).consuming(clock.now);
        this.#consume();
      }
    });
  }

  #consume(): void {
    const { clock, broker } = this.#world;
    const consumer: Consumer = {
      unacked: new Set(),
      receive: (delivery) => {
        this.#inFlight.add(delivery);
        clock.after(WIRE_MS, () => this.#awake(() => this.#arrive(delivery, consumer)));
      },
    };
    this.#consumer = consumer;
    broker.consume(consumer);
  }

  #arrive(delivery: Delivery, consumer: Consumer): void {
    if (!this.isAlive || this.#isClosing || consumer !== this.#consumer || !this.#inFlight.delete(delivery)) return;
    const { clock, truth } = this.#world;
    const { message, redelivered } = delivery;
    const isKnown = truth.deliveries.some((other) => other.isRecorded && other.message.task === message.task);
    delivery.isRecorded = true;
    this.#record().delivered(message.task, clock.now, redelivered ? "redelivered" : undefined);
    if (redelivered) truth.redelivered(message.task, clock.now, isKnown);
    this.#buffer.push(delivery);
    this.#next();
  }

  #next(): void {
    const { clock, costOf } = this.#world;
    const consumer = this.#consumer;
    if (this.#inHand || consumer === null) return;
    const delivery = this.#buffer.shift();
    if (delivery === undefined) return;
    const hand = { delivery, consumer, begun: clock.now, isVoid: false };
    this.#inHand = hand;
    this.#record().started(delivery.message.task, clock.now);
    clock.after(costOf(delivery.message.task), () => this.#awake(() => this.#finish(hand)));
  }

  #finish({ delivery, consumer, begun, isVoid }: Hand): void {
    if (!this.isAlive) return;
    const { clock, broker, truth, fateOf, settings } = this.#world;
    const { task } = delivery.message;
    this.#inHand = null;
    const fate = fateOf(task) === "flaky" ? (truth.failedOnce.has(task) ? "work" : "requeued") : fateOf(task);
    if (fate === "work" || fate === "flaky") {
      this.#record().completed(task, begun, clock.now);
      delivery.isCompleted = true;
      truth.completions.set(task, (truth.completions.get(task) ?? 0) + 1);
    } else {
      this.#record().failed(task, begun, clock.now, fate);
      truth.failures++;
      truth.failedOnce.add(task);
      if (fate === "dropped") truth.failed.set(task, fate);
    }
    if (!isVoid && settings.ack !== "auto") {
      clock.after(WIRE_MS, () => {
        // Lost on the way, with its connection or its process.
        if (this.#consumer !== consumer || !this.isAlive) return;
        if (fate === "requeued") broker.giveBack(consumer, delivery);
        else if (fate === "deadLettered") broker.reject(consumer, delivery);
        else broker.ack(consumer, delivery);
      });
    }
    this.#next();
  }

  /** What waits, read or unread, is not worked on any more. */
  #forgetWaiting(): void {
    for (const delivery of this.#buffer) this.#forget(delivery, "auto-acked-in-buffer");
    this.#buffer = [];
    this.#forgetWaitingOnWire();
  }

  #forgetWaitingOnWire(): void {
    for (const delivery of this.#inFlight) this.#forget(delivery, "auto-acked-in-flight");
    this.#inFlight.clear();
  }

  #forget({ message }: Delivery, cause: string): void {
    if (this.#world.settings.ack === "auto") this.#world.truth.destroy(message.task, cause);
  }

  /** At once, or when the process is continued. */
  #awake(act: () => void): void {
    if (this.#frozen) this.#frozen.push(act);
    else act();
  }

  #record(): History {
    return this.#world.run.worker(this.process, { incarnation: this.incarnation, since: this.#world.clock.now });
  }
}
