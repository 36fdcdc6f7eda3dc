// Runs one trial with the real orchestrator, producers and workers on an in-memory broker in virtual time. Returns the
// checked history and, beside it, the true events.
import { ShardWriter } from "@fairhare/child";
import type { Broker } from "@fairhare/broker";
import { type CheckedRun, checkRun, type MemoryShard } from "@fairhare/checker";
import { type Clock, createRandom, type Random } from "@fairhare/core";
import type { ProcessListener } from "@fairhare/places";
import type { FleetRole, TrialSettings } from "@fairhare/workload";
import type { FleetMember, FleetProxy } from "@fairhare/proxy";
import { type FleetAgents, type Host, MemoryShards, runTrial } from "@fairhare/orchestrator/testing";
import { recordFindings, type RunRecord } from "@fairhare/store";
import { producerProfession } from "@fairhare/producer";
import { type Work, workerProfession } from "@fairhare/worker";
import { foreignBroker, managedBroker, VIRTUAL_URI } from "./broker/managed-broker.ts";
import { MemoryBroker } from "./broker/memory-broker.ts";
import { type BrokerRules, RULES } from "./plan/broker-rules.ts";
import type { FuzzPlan } from "./plan/fuzz-plan.ts";
import { Truth } from "./broker/truth.ts";
import { type AgentWorld, ENDS_WITHIN_MS, VirtualAgent } from "./virtual/agent.ts";
import { connectFrom, type ClientWorld } from "./virtual/connection.ts";
import { VirtualProcess } from "./virtual/process.ts";
import type { ShardMaker } from "./virtual/shard-stream.ts";
import { VirtualTime } from "./virtual/time.ts";
import { VirtualLine } from "./virtual/wire.ts";

export interface Simulated {
  readonly record: RunRecord;
  readonly checked: CheckedRun;
  /** The same history with other settings. */
  readonly recheck: (settings: TrialSettings) => CheckedRun;
  readonly truth: Truth;
  readonly shards: readonly MemoryShard[];
  /** Virtual time of the run, milliseconds. */
  readonly elapsed: number;
}

const uriOf = ({ role, process }: FleetMember): string => `${VIRTUAL_URI}/${role}-${process}`;

/** More virtual time and more steps than any plan of the fuzz needs. */
const LIMITS = { elapsedMs: 4 * 3_600_000, steps: 3_000_000 } as const;

const READY_TIMEOUT_SECONDS = 60;

/** `rules`: differences of this broker from its version's behaviour. */
export async function simulate(
  plan: FuzzPlan,
  { rules = {} }: { readonly rules?: Partial<BrokerRules> } = {},
): Promise<Simulated> {
  const { settings, version, isForeign, seed, drainTimeoutSeconds, runTimeoutSeconds, thresholds } = plan;
  const time = new VirtualTime();
  const random = createRandom(seed);
  const truth = new Truth();
  const memory = new MemoryBroker({
    time,
    random,
    rules: { ...RULES[version], ...rules },
    truth,
    ...(plan.cluster === null ? {} : { cluster: plan.cluster }),
  });
  if (plan.bug !== null) memory.plantBug(plan.bug.how, plan.bug.afterMs);
  const broker = isForeign ? foreignBroker(memory) : managedBroker(memory);
  const shards = new MemoryShards();
  const host = new VirtualHost({ time, random, memory, shards, settings, truth });
  const agents = host.openAgents(plan.agents);
  const run = runTrial(
    { trial: { id: "trial", settings }, number: 1, warmup: false },
    {
      host: host.ports,
      agents: agents.length === 0 ? undefined : fleetOf(agents, plan.agents),
      broker,
      observer: () => undefined,
      outputFile: (role, process, incarnation) => `${role}-${process}.${incarnation}.log`,
      shardFile: (role, process, incarnation) => `${role}-${process}.${incarnation}.shard`,
      readyTimeoutSeconds: READY_TIMEOUT_SECONDS,
      drainTimeoutSeconds,
      runTimeoutSeconds,
      signal: new AbortController().signal,
    },
  );
  const record = await time.run(run, LIMITS);
  const named = shards.all();
  for (const { unreadPids } of agents) for (const pid of unreadPids) truth.unreadPids.add(pid);
  const recheck = (changed: TrialSettings): CheckedRun =>
    checkRun({
      settings: changed,
      run: 1,
      shards: named,
      directory: null,
      findings: recordFindings(record),
      brokerVersion: version,
      thresholds,
    });
  return { record, checked: recheck(settings), recheck, truth, shards: named, elapsed: time.elapsed };
}

const fleetOf = (agents: readonly VirtualAgent[], { spread }: FuzzPlan["agents"]): FleetAgents => ({
  joined: () => agents,
  count: agents.length,
  spread,
  brokerUri: null,
  endsWithinMs: ENDS_WITHIN_MS,
});

interface VirtualWorld {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly memory: MemoryBroker;
  readonly shards: MemoryShards;
  readonly settings: TrialSettings;
  readonly truth: Truth;
}

const noProgram = (): never => {
  throw new Error("there are no programs in virtual time");
};
const NO_PROGRAMS: Host["programs"] = { start: noProgram, openTap: noProgram, startGuard: noProgram };

class VirtualHost {
  readonly ports: Host;
  readonly #world: VirtualWorld;
  readonly #processes = new Map<number, VirtualProcess>();
  readonly #lines = new Map<string, VirtualLine>();
  readonly #client: ClientWorld;

  constructor(world: VirtualWorld) {
    this.#world = world;
    const { time, random, memory, shards } = world;
    this.#client = { time, random, broker: memory, lineOf: (uri) => this.#lines.get(uri) };
    const own = new VirtualProcess(1, time, random, null);
    this.ports = {
      clock: own.timers,
      random: () => random.float(),
      pid: own.pid,
      connect: connectFrom(own, this.#client),
      launch: (role, listener) => this.#start(role, listener, shards),
      freeze: async (pid) => {
        const process = this.#processes.get(pid);
        process?.freeze();
        return { [Symbol.asyncDispose]: async () => process?.wake() };
      },
      programs: NO_PROGRAMS,
      openShard: (path, header) => new ShardWriter(shards.create(path), header),
      shards,
      openProxy: async (_uri, members) => this.#openProxy(members),
      setAckTimeout: async (_broker: Broker, timeoutMs) => {
        if (timeoutMs === 0) return undefined;
        const stop = memory.connections.watchAcks(timeoutMs);
        return { [Symbol.asyncDispose]: async () => stop() };
      },
    };
  }

  /** Empty if the fleet runs on the orchestrator's own host. */
  openAgents({ count, deaths }: FuzzPlan["agents"]): VirtualAgent[] {
    const { time, random, shards } = this.#world;
    const start: AgentWorld["start"] = (...process) => this.#start(...process);
    const agents = Array.from(
      { length: count },
      (_, index) => new VirtualAgent(index + 1, { time, random, shards, start }),
    );
    for (const { agent, how, afterMs } of deaths)
      time.after(afterMs, () => (how === "crash" ? agents[agent - 1]?.crash() : agents[agent - 1]?.isolate()));
    return agents;
  }

  #start(
    role: FleetRole,
    listener: ProcessListener,
    shards: ShardMaker,
    clock: Clock = this.#world.time,
  ): VirtualProcess {
    const { time, random } = this.#world;
    const process = new VirtualProcess(100 + this.#processes.size, time, random, listener, clock);
    this.#processes.set(process.pid, process);
    const connect = connectFrom(process, this.#client);
    if (role === "producer")
      process.boot(producerProfession({ connect, readBody: () => Buffer.from("{{task}}") }), shards);
    else {
      const ports = { connect, startWork: () => this.#work(process), crash: () => process.kill("SIGKILL") };
      process.boot(workerProfession(ports), shards);
    }
    return process;
  }

  /** Takes exactly the service time and records the work in the truth. */
  #work(process: VirtualProcess): Work {
    const { truth } = this.#world;
    return (cost, done, task) => {
      truth.begun.add(task);
      process.timers.after(cost / 1e6, () => {
        if (task !== 0) truth.work(task, process.pid);
        done();
      });
    };
  }

  #openProxy(members: readonly FleetMember[]): FleetProxy {
    const admit = async (member: FleetMember): Promise<void> => {
      this.#lines.set(uriOf(member), new VirtualLine());
    };
    for (const member of members) this.#lines.set(uriOf(member), new VirtualLine());
    const lineOf = (member: FleetMember): VirtualLine => {
      const line = this.#lines.get(uriOf(member));
      if (line === undefined) throw new Error(`the proxy has no line for ${member.role} ${member.process}`);
      return line;
    };
    return {
      admit,
      isBefore: (member) => this.#lines.has(uriOf(member)),
      lineOf,
      uriOf,
      [Symbol.asyncDispose]: async () => {
        for (const line of this.#lines.values()) line.cut();
      },
    };
  }
}
