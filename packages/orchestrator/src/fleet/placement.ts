// Chooses the agent for each process of one run, and records the loss of an agent. Without agents, all processes run on
// the orchestrator's own host and nothing of this is used.
import { sleep, type Timers } from "@fairhare/core";
import type { LaunchedProcess, ProcessListener } from "@fairhare/places";
import { finding } from "@fairhare/findings";
import { EventKind } from "@fairhare/protocol";
import type { FleetRole } from "@fairhare/workload";
import type { RunLog } from "../run/run-log.ts";
import type { FleetAgent, FleetAgents } from "./fleet-agents.ts";

const REJOIN_MS = 5_000;
const REJOIN_POLL_MS = 100;

type Load = Record<FleetRole, number>;

export class Placement implements Disposable {
  readonly #agents: FleetAgents;
  readonly #log: RunLog;
  /** Running processes by number of the agent. */
  readonly #loads = new Map<number, Load>();
  /** By role and process: the agent of its latest incarnation. */
  readonly #seats = new Map<string, FleetAgent>();
  /** By agent: cancels the watch. */
  readonly #watched = new Map<FleetAgent, () => void>();

  constructor(agents: FleetAgents, log: RunLog) {
    this.#agents = agents;
    this.#log = log;
  }

  /**
   * An agent that was lost in an earlier run may be back in a moment, when something restarts it. Resolves when all agents are
   * connected, or after a short time; then the run takes place without the missing ones, and says so.
   */
  async gather(clock: Timers, signal: AbortSignal): Promise<void> {
    const { count } = this.#agents;
    for (let waited = 0; waited < REJOIN_MS && this.living.length < count; waited += REJOIN_POLL_MS)
      await sleep(clock, REJOIN_POLL_MS, signal);
    const { length: connected } = this.living;
    if (connected < count) this.#log.report(finding("agents-missing", { connected, planned: count }));
  }

  /** The agent of the latest incarnation; undefined before the first. */
  agentOf(role: FleetRole, process: number): FleetAgent | undefined {
    return this.#seats.get(`${role} ${process}`);
  }

  /** The agents that were given a process, in the order of their first ones. */
  get used(): readonly FleetAgent[] {
    return [...this.#watched.keys()];
  }

  /** The connected agents. */
  get living(): readonly FleetAgent[] {
    return this.#agents.joined().filter(({ isConnected }) => isConnected);
  }

  /** A restarted process stays with its agent while that lives. */
  launch(role: FleetRole, listener: ProcessListener, process: number): LaunchedProcess {
    const { living } = this;
    const before = this.agentOf(role, process);
    const agent = living.find(({ number }) => number === before?.number) ?? this.#choose(role, living);
    if (agent === undefined) return this.#nowhere(listener);
    this.#watch(agent);
    this.#seats.set(`${role} ${process}`, agent);
    const load = this.#loadOf(agent);
    load[role]++;
    return agent.launch(role, {
      onMessage: listener.onMessage,
      onEnd: (end) => {
        load[role]--;
        listener.onEnd(end);
      },
    });
  }

  /** Later losses do not concern the run, and the agents outlive it. */
  [Symbol.dispose](): void {
    for (const unwatch of this.#watched.values()) unwatch();
    this.#watched.clear();
  }

  #choose(role: FleetRole, living: readonly FleetAgent[]): FleetAgent | undefined {
    const total = (agent: FleetAgent): number => this.#loadOf(agent).producer + this.#loadOf(agent).worker;
    if (this.#agents.spread === "fill") {
      const free = living.find((agent) => total(agent) < agent.cores);
      return free ?? least(living, (agent) => [total(agent) / agent.cores]);
    }
    return least(living, (agent) => [this.#loadOf(agent)[role], total(agent)]);
  }

  #loadOf({ number }: FleetAgent): Load {
    let load = this.#loads.get(number);
    if (load === undefined) this.#loads.set(number, (load = { worker: 0, producer: 0 }));
    return load;
  }

  #watch(agent: FleetAgent): void {
    if (this.#watched.has(agent)) return;
    const unwatch = agent.onLost((reason) => {
      const { number } = agent;
      const endedBy = this.#log.clock.now() + this.#agents.endsWithinMs * 1e6;
      this.#log.record(EventKind.agentLost, { slot: number, other: endedBy });
      this.#log.report(finding("agent-lost", { agent: number, how: reason }));
    });
    this.#watched.set(agent, unwatch);
  }

  #nowhere({ onEnd }: ProcessListener): LaunchedProcess {
    const reason = "No agent is left to run it.";
    queueMicrotask(() => onEnd({ exitCode: null, signal: null, isGraceful: false, reason }));
    return { pid: 0, send: () => undefined, kill: () => undefined };
  }
}

/** The agent with the smallest key; of equal ones the first. */
function least(agents: readonly FleetAgent[], keyOf: (agent: FleetAgent) => readonly number[]): FleetAgent | undefined {
  return agents.toSorted((a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)];
    const differing = one.findIndex((value, index) => value !== other[index]);
    return differing === -1 ? 0 : (one[differing] ?? 0) - (other[differing] ?? 0);
  })[0];
}
