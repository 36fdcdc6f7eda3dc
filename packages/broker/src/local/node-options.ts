// What a private node is created with, and what a node of a cluster shares with the others.
import type { BrokerNeed, BrokerProbe, Environment } from "../broker.ts";
import type { MemberEvents } from "../cluster/member.ts";
import type { FoundServer } from "./installed/find-server.ts";
import type { NodeIdentity } from "./layout/layout.ts";
import type { SharedEpmd } from "./lifecycle/epmd.ts";

export interface ManagedNodeOptions {
  readonly server: FoundServer;
  readonly probe: BrokerProbe;
  readonly env: Environment;
  readonly bootTimeoutMs?: number;
  /** Ports for AMQP, distribution and epmd; free ports by default. */
  readonly ports?: readonly number[];
  readonly member?: Membership;
  /** With `power-cut` (see `canPowerCut`), the data is on a separate disk. */
  readonly needs?: readonly BrokerNeed[];
  /** Lines of rabbitmq.conf in addition to our own, such as a TLS listener. */
  readonly configuration?: readonly string[];
  /** Aborts the creation of that disk. */
  readonly signal?: AbortSignal;
}

/** What a node of a cluster shares with the others. */
interface Membership extends MemberEvents {
  /** From 1. */
  readonly number: number;
  /** The other nodes know it. */
  readonly identity: NodeIdentity;
  readonly epmd: SharedEpmd;
}
