// What is known of an open channel: its consumers, its prefetch limit, and what it has outstanding.
import type { WireMessage } from "@fairhare/wire";
import type { ConsumerTally } from "./consumer-tally.ts";
import type { Chain } from "./deliveries.ts";

export interface ChannelState {
  /** Its outstanding deliveries. */
  readonly chain: Chain;
  readonly consumers: Map<string, ConsumerTally>;
  /** The consumer that was cancelled last: deliveries may still arrive for it. */
  cancelled: ConsumerTally | undefined;
  /** The basic.get calls to the latest queue. */
  polling: ConsumerTally | undefined;
  polledQueue: string;
  /** The latest basic.qos; null if there was none. */
  prefetch: number | null;
  prefetchIsGlobal: boolean;
  /** Publishes that wait for their confirm. */
  unconfirmed: number;
}

export const newChannel = (): ChannelState => ({
  chain: { first: -1 },
  consumers: new Map(),
  cancelled: undefined,
  polling: undefined,
  polledQueue: "",
  prefetch: null,
  prefetchIsGlobal: false,
  unconfirmed: 0,
});

/** The consumer that a delivery goes to. The tag is decoded only if the channel has several consumers. */
export function consumerOf(state: ChannelState, message: WireMessage): ConsumerTally | undefined {
  const { consumers, cancelled, polling } = state;
  if (message.isGet) return polling;
  if (consumers.size === 1 && cancelled === undefined) return consumers.values().next().value;
  return consumers.get(message.consumerTag) ?? cancelled;
}
