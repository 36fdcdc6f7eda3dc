// A whole run of the fleet in memory, from a seed: settings, faults and planted bugs are drawn, the history is
// written as a real fleet would write it, and the truth is kept beside it.
import { createRandom, type Random, shuffle } from "@fairhare/core";
import { deliveryLimitOn, type TrialSettings } from "@fairhare/experiment";
import { Role } from "@fairhare/protocol";
import type { NamedShard } from "../../history/open-shards.ts";
import { history } from "../history.ts";
import {
  KILL_ANY_WORKER,
  KILL_BROKER,
  KILL_PRODUCER,
  QUIT_ANY_WORKER,
  SETTINGS,
  STOP_ANY_WORKER,
} from "../settings.ts";
import { Clockwork } from "./clockwork.ts";
import { MemoryBroker, type Reason } from "./memory-broker.ts";
import { MemoryProducer } from "./memory-producer.ts";
import { MemoryWorker, type World } from "./memory-worker.ts";
import { type Fate, type TrueFault, Truth } from "./truth.ts";

export interface Simulated {
  readonly settings: TrialSettings;
  readonly shards: NamedShard[];
  readonly truth: Truth;
  readonly brokerVersion: string;
}

const TASKS = 60;
/** Never at the very moment of something else: then nobody could tell which came first. */
const FIRST_FAULT_MS = 25.05;
/** Longer than any fault lasts, so that each one is over before the next. */
const FAULT_EVERY_MS = 45.0137;
const NOTICE_MS = 0.3;
const HEARTBEAT_MS = 8;
const GHOST = 100_000;
const PLAN = [KILL_ANY_WORKER, QUIT_ANY_WORKER, STOP_ANY_WORKER, KILL_BROKER, KILL_PRODUCER] as const;

export function simulate(seed: number): Simulated {
  const random = createRandom(seed);
  const settings = drawSettings(random);
  const brokerVersion = random.float() < 0.5 ? "3.10.8" : "4.0.5";
  const truth = new Truth();
  const run = history().phase("publishing", 0).spawned(1, 0, 1, Role.producer);
  if (settings.deadLetter) run.deadLetterQueue();
  const clock = new Clockwork();
  const fates = Array.from({ length: TASKS + 1 }, () => drawFate(random, settings));
  const costs = Array.from({ length: TASKS + 1 }, () => 1 + random.below(6));
  const losesDeadLetters = random.float() < 0.3;
  const deliveryLimit = deliveryLimitOn(settings, brokerVersion);
  const onDeadLetter = (task: number, reason: Reason): void => {
    if (losesDeadLetters && reason === "rejected") truth.destroy(task, "dead-letter-missing");
    else {
      truth.deadLetters.set(task, truth.deadLetters.get(task) ?? reason);
      run.deadLettered(task, clock.now, reason);
    }
  };
  const world: World = {
    clock,
    broker: new MemoryBroker({ settings, deliveryLimit, truth, clock, onDeadLetter }),
    run,
    truth,
    random,
    settings,
    fateOf: (task) => fates[task] ?? "work",
    costOf: (task) => costs[task] ?? 1,
  };
  const fleet = new Fleet(world);
  const faults = settings.ackTimeoutMs > 0 ? 0 : random.below(5);
  for (let index = 0; index < faults; index++) {
    clock.after(FIRST_FAULT_MS + index * FAULT_EVERY_MS, () => fleet.breakSomething());
  }
  if (faults === 0 && random.float() < 0.3) clock.after(30, () => world.broker.repeatOne());
  if (settings.ackTimeoutMs > 0) for (const at of [40.05, 60.05]) clock.after(at, () => fleet.timeOut());
  const hasPoison = fates.includes("requeued");
  if (keepsEverything(settings) && !hasPoison && random.float() < 0.4) clock.after(33, () => world.broker.forgetOne());
  clock.after(300, () => fleet.conjureGhosts(random.float() < 0.2 ? 1 : 0));
  clock.run();
  fleet.end();
  return { settings, shards: fleet.shards(), truth, brokerVersion };
}

class Fleet {
  readonly #world: World;
  readonly #workers: MemoryWorker[];
  readonly #killed: string[] = [];
  #producer: MemoryProducer;

  constructor(world: World) {
    this.#world = world;
    this.#workers = Array.from({ length: world.settings.workers }, (_, index) => {
      world.run.spawned(index + 1, 0);
      return new MemoryWorker(index + 1, 1, world);
    });
    this.#producer = new MemoryProducer(1, 1, TASKS, 1.5 + 2 * world.random.float(), world);
  }

  breakSomething(): void {
    const { random, clock, broker } = this.#world;
    const index = random.below(PLAN.length);
    const { kind, role } = PLAN[index] ?? KILL_ANY_WORKER;
    const victim = this.#workers[random.below(this.#workers.length)];
    const lastsMs = 4 + random.below(12);
    if (role === "broker") {
      const fault = this.#began(index, "broker", 0, lastsMs, this.#workers);
      broker.crash(random.below(4));
      for (const client of [...this.#workers, this.#producer]) {
        clock.after(NOTICE_MS, () => {
          if (client instanceof MemoryWorker) for (const task of client.held()) fault.held.add(task);
          client.breakLink();
        });
      }
      clock.after(lastsMs - 0.5, () => (broker.isUp = true));
    } else if (role === "producer") {
      if (!this.#producer.isFinished) this.#killProducer(index, lastsMs);
    } else if (victim?.isAlive) this.#hitWorker(index, kind, victim, lastsMs);
  }

  timeOut(): void {
    this.#workers[this.#world.random.below(this.#workers.length)]?.timeOut();
  }

  conjureGhosts(count: number): void {
    const { run, clock, truth } = this.#world;
    const worker = this.#workers.find(({ isAlive }) => isAlive);
    if (!worker) return;
    for (let ghost = 1; ghost <= count; ghost++) {
      run.worker(worker.process, { incarnation: worker.incarnation }).worked(GHOST + ghost, clock.now, clock.now);
      truth.ghosts++;
    }
  }

  /** Everything is done, or gone. */
  end(): void {
    const { run, clock, truth, broker } = this.#world;
    for (const task of broker.left) truth.left.add(task);
    this.#producer.settle();
    truth.drainedAt = clock.now + 1;
    run.phase("draining", clock.now).phase("drained", truth.drainedAt);
    for (const { process, incarnation, isAlive } of this.#workers) {
      if (!isAlive) continue;
      run.worker(process, { incarnation }).closed(clock.now + 2);
      run.exited(process, clock.now + 3, { incarnation });
    }
    if (this.#producer.isAlive)
      run.exited(1, clock.now + 3, { incarnation: this.#producer.incarnation, role: Role.producer });
    run.depth(broker.left.length, clock.now + 3.5).phase("ended", clock.now + 4);
  }

  /** In any order; the last record of some of the killed is torn. */
  shards(): NamedShard[] {
    const { run, random, truth, clock } = this.#world;
    const torn = this.#killed.filter(() => random.float() < 0.3);
    for (const name of torn) {
      const [process = 0, incarnation = 0] = name.split("-")[1]?.split(".").map(Number) ?? [];
      run.worker(process, { incarnation }).sampled(1, 1, clock.now);
    }
    truth.tornWorkers = torn.length;
    return shuffle(run.shards({ tear: Object.fromEntries(torn.map((name) => [name, 1 + random.below(31)])) }), random);
  }

  #began(index: number, target: string, process: number, lastsMs: number | null, hit: MemoryWorker[]): TrueFault {
    const { run, truth, clock } = this.#world;
    const { kind } = PLAN[index] ?? KILL_ANY_WORKER;
    run.fault(index + 1, clock.now, lastsMs === null ? null : clock.now + lastsMs, process);
    const held = new Set(hit.filter(({ isAlive }) => isAlive).flatMap((worker) => worker.held()));
    const fault: TrueFault = { kind, target, at: clock.now, held, lastRedeliveryAt: null };
    truth.faults.push(fault);
    return fault;
  }

  #hitWorker(index: number, kind: string, victim: MemoryWorker, lastsMs: number): void {
    const { clock, run, random } = this.#world;
    const { process, incarnation } = victim;
    const others = this.#workers.filter(({ isAlive }) => isAlive).length - 1;
    const isReplaced = kind === "stop" || others === 0 || random.float() < 0.8;
    this.#began(index, `worker ${process}`, process, isReplaced ? lastsMs : null, [victim]);
    if (kind === "stop") {
      const isCutOff = lastsMs > HEARTBEAT_MS;
      victim.freeze();
      if (isCutOff) clock.after(HEARTBEAT_MS, () => victim.cutOffWhileFrozen());
      clock.after(lastsMs, () => victim.wake({ isCutOff }));
      return;
    }
    if (kind === "kill") {
      victim.kill();
      this.#killed.push(`worker-${process}.${incarnation}`);
      run.killed(process, clock.now + 0.2, incarnation);
    } else victim.quit(() => run.exited(process, clock.now, { incarnation }));
    if (isReplaced) {
      clock.after(lastsMs, () => {
        run.spawned(process, clock.now, incarnation + 1);
        this.#workers[process - 1] = new MemoryWorker(process, incarnation + 1, this.#world);
      });
    }
  }

  #killProducer(index: number, lastsMs: number): void {
    const { clock, run } = this.#world;
    const { incarnation } = this.#producer;
    this.#began(index, "producer 1", 1, lastsMs, []);
    this.#producer.kill();
    run.exited(1, clock.now + 0.2, { incarnation, signal: 9, role: Role.producer });
    clock.after(lastsMs, () => {
      run.spawned(1, clock.now, incarnation + 1, Role.producer);
      this.#producer = new MemoryProducer(incarnation + 1, this.#producer.next, TASKS, 2, this.#world);
    });
  }
}

function drawSettings(random: Random): TrialSettings {
  const one = <T>(first: T, ...others: readonly T[]): T => [first, ...others][random.below(others.length + 1)] ?? first;
  const queueType = one("classic", "classic", "quorum");
  return {
    ...SETTINGS,
    workers: 1 + random.below(4),
    prefetch: one(1, 3, 10),
    ack: one("manual", "manual", "auto"),
    queueType,
    queueDurable: queueType === "quorum" || random.float() < 0.7,
    persistent: random.float() < 0.7,
    confirmWindow: one(0, 100, 100),
    onUnknown: one("leave", "republish", "republish"),
    deadLetter: random.float() < 0.4,
    // Both at once would hide one behind the other.
    ...one<Partial<TrialSettings>>(
      {},
      {},
      {},
      { messageTtlMs: 7 },
      { maxLength: 5 },
      { maxLength: 5, overflow: "reject-publish" },
    ),
    deliveryLimit: queueType === "quorum" ? one<TrialSettings["deliveryLimit"]>(null, null, 3, "unlimited") : null,
    ackTimeoutMs: one(0, 0, 0, 0, 0, 100),
    faults: PLAN,
  };
}

function drawFate(random: Random, settings: TrialSettings): Fate {
  const chance = random.float();
  if (settings.ack === "auto" || chance > 0.08) return "work";
  if (chance < 0.03) return settings.deadLetter ? "deadLettered" : "dropped";
  return chance < 0.05 && keepsEverything(settings) ? "requeued" : "flaky";
}

/** No fault of the plan can lose a confirmed task under these settings: whatever is missing is the broker's bug. */
const keepsEverything = (settings: TrialSettings): boolean =>
  settings.ack === "manual" &&
  settings.confirmWindow > 0 &&
  settings.messageTtlMs === 0 &&
  settings.maxLength === 0 &&
  (settings.queueType === "quorum" || (settings.queueDurable && settings.persistent));
