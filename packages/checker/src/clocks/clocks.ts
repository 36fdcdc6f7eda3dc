// The clocks of the hosts of a run: which agent ran each process, how its times become times of the orchestrator's clock, and how
// exact they are. On one host there is one clock, and every error is 0.
import { type ClockMap, PhaseCode, type Role } from "@fairhare/protocol";
import { agentOfClock, type OrchestratorLog, type ProcessSpan } from "../history/orchestrator-log.ts";
import { ClockEstimate } from "./clock-estimate.ts";

type Identity = Pick<ProcessSpan, "role" | "process" | "incarnation">;

export interface AgentClock {
  readonly clock: number;
  /** From 1. */
  readonly agent: number;
  readonly exchanges: number;
  /** Of the exchange with the shortest one; nanoseconds, Infinity without exchanges. */
  readonly roundTrip: number;
  /** Undefined if no exchange was recorded. */
  readonly estimate: ClockEstimate | undefined;
  /** Nanoseconds: no time of its processes is wrong by more. Infinity without an estimate. */
  readonly error: number;
}

export class Clocks {
  /** Those that ran a process, in the order of their numbers; one that took the number of a lost agent comes last. */
  readonly agents: readonly AgentClock[];
  /** The largest error of a time of an agent's process against one of the orchestrator; nanoseconds. */
  readonly largest: number;
  /** By role, process and incarnation; without those of the orchestrator's host. */
  readonly #clockOf: ReadonlyMap<string, number>;
  readonly #errors: ReadonlyMap<number, number>;

  constructor({ processes, exchanges, phases }: Pick<OrchestratorLog, "processes" | "exchanges" | "phases">) {
    this.#clockOf = new Map(processes.filter(({ clock }) => clock > 0).map((span) => [keyOf(span), span.clock]));
    const clocks = [...new Set(this.#clockOf.values())].toSorted((a, b) => a - b);
    this.agents = clocks.map((clock): AgentClock => {
      const ofAgent = (exchanges.get(clock) ?? []).toSorted((a, b) => a.upperAt - b.upperAt);
      const estimate = ClockEstimate.of(ofAgent);
      const spans = processes.filter((span) => span.clock === clock);
      // Only times of its processes are mapped, which are hardly ever within the exchanges before and after the run.
      const from = Math.min(...spans.map(({ spawnedAt }) => spawnedAt));
      const ended = Math.max(phases.get(PhaseCode.ended) ?? 0, ofAgent.at(-1)?.lowerAt ?? 0);
      const to = Math.max(...spans.map(({ exit }) => exit?.at ?? ended));
      return {
        clock,
        agent: agentOfClock(clock),
        exchanges: ofAgent.length,
        // A run of a day has more exchanges than a call can have arguments.
        roundTrip: ofAgent.reduce((least, { upper, lower }) => Math.min(least, upper - lower), Infinity),
        estimate,
        error: estimate?.errorBetween(from, to) ?? Infinity,
      };
    });
    this.#errors = new Map(this.agents.map(({ clock, error }) => [clock, error]));
    this.largest = Math.max(0, ...this.#errors.values());
  }

  /** The clock of the host that ran the process; 0 for the orchestrator's. */
  clockOf(identity: Identity): number {
    return this.#clockOf.get(keyOf(identity)) ?? 0;
  }

  /** Undefined if the times of the process are those of the orchestrator's clock, or nothing is known about its clock. */
  mapOf(identity: Identity): ClockMap | undefined {
    const clock = this.clockOf(identity);
    return clock === 0 ? undefined : this.agents.find((one) => one.clock === clock)?.estimate;
  }

  /** The largest error of the difference between two times of these clocks; 0 for one clock, which gives every order. */
  between(one: number, other: number): number {
    return one === other ? 0 : (this.#errors.get(one) ?? 0) + (this.#errors.get(other) ?? 0);
  }

  /** The largest error of the difference between a time of one of these clocks and a time of one of those. */
  largestBetween(these: Iterable<number>, those: Iterable<number>): number {
    const others = new Set(those);
    let largest = 0;
    for (const one of new Set(these)) for (const other of others) largest = Math.max(largest, this.between(one, other));
    return largest;
  }
}

const keyOf = ({ role, process, incarnation }: Identity): string => `${role satisfies Role}/${process}.${incarnation}`;
