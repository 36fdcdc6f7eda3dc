// A round trip between the clocks of two hosts, its two bounds of the clocks' offset, and its form as a record.
import { nanoseconds, type Nanoseconds } from "@fairhare/core";

/**
 * The orchestrator sends a request at `t1` and receives the answer at `t4`, by its own clock; the agent receives it at `t2` and
 * answers at `t3`, by the agent's clock. All are nanoseconds on monotonic clocks with different origins.
 */
export interface TimeExchange {
  readonly t1: number;
  readonly t2: number;
  readonly t3: number;
  readonly t4: number;
}

/**
 * Agent's clock − orchestrator's clock, nanoseconds: ((t2 − t1) + (t3 − t4)) / 2. It is exact if both ways take the same time,
 * and wrong by at most half the round trip otherwise. RFC 5905 (NTP), section 8.
 */
export const offsetOf = ({ t1, t2, t3, t4 }: TimeExchange): number => (t2 - t1 + (t3 - t4)) / 2;

/** Time on the way, without the time that the agent needed to answer; nanoseconds. RFC 5905, section 8. */
export const roundTripOf = ({ t1, t2, t3, t4 }: TimeExchange): number => t4 - t1 - (t3 - t2);

/**
 * The exchange with the shortest round trip: no other one limits the offset as closely. F. Cristian: Probabilistic clock
 * synchronization, Distributed Computing 3, 1989; the clock filter of RFC 5905, section 10. Undefined for an empty list.
 */
export function bestExchange(exchanges: readonly TimeExchange[]): TimeExchange | undefined {
  let best: TimeExchange | undefined;
  for (const exchange of exchanges)
    if (isPossible(exchange) && (best === undefined || roundTripOf(exchange) < roundTripOf(best))) best = exchange;
  return best;
}

/** A request arrives after it was sent. */
const isPossible = (exchange: TimeExchange): boolean => exchange.t3 >= exchange.t2 && roundTripOf(exchange) >= 0;

/** The fields of a `clockExchanged` record, beside its kind and the number of the agent. */
export interface ExchangeRecord {
  /** The middle between `t1` and `t4`. */
  readonly at: Nanoseconds;
  /** Offset that is left after the agent's processes have subtracted `clockOffsetNs` from their clock; nanoseconds. */
  readonly other: number;
  /** Round trip, nanoseconds, rounded up. */
  readonly detail: number;
  /** Time between `t2` and `t3`, nanoseconds, rounded up. */
  readonly tag: number;
}

/** A slower exchange does not fit into a record, and would be of no use. */
const LONGEST = 2 ** 32 - 2;

/** Undefined for an exchange that took more than 4 s, or that is impossible. */
export function recordOfExchange(exchange: TimeExchange, clockOffsetNs: number): ExchangeRecord | undefined {
  const detail = Math.ceil(roundTripOf(exchange)) + 1;
  const tag = Math.ceil(exchange.t3 - exchange.t2);
  if (!isPossible(exchange) || detail > LONGEST || tag > LONGEST) return undefined;
  const at = nanoseconds(exchange.t1 + (exchange.t4 - exchange.t1) / 2);
  return { at, other: offsetOf(exchange) - clockOffsetNs, detail, tag };
}

/** Both hold whatever the two ways of the exchange took. Times by the orchestrator's clock; nanoseconds. */
export interface OffsetBounds {
  /** The offset at this time, `t1`, is at most `upper`, because the request was received after it was sent. */
  readonly upperAt: number;
  readonly upper: number;
  /** The offset at this time, `t4`, is at least `lower`, because the answer was received after it was sent. */
  readonly lowerAt: number;
  readonly lower: number;
}

/**
 * θ(t1) ≤ t2 − t1 and θ(t4) ≥ t3 − t4. A. Duda, G. Harrus, Y. Haddad, G. Bernard: Estimating global time in distributed
 * systems, ICDCS 1987.
 */
export function boundsOfRecord({
  at,
  other,
  detail,
  tag,
}: Omit<ExchangeRecord, "at"> & { readonly at: number }): OffsetBounds {
  const half = (detail + tag) / 2;
  return { upperAt: at - half, upper: other + detail / 2, lowerAt: at + half, lower: other - detail / 2 };
}
