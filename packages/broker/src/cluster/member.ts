// A node of a private cluster as the cluster uses it, whether it is a process of this machine or a container.
import type { BrokerResources, ClusterNode } from "../broker.ts";

export interface Member extends ClusterNode, AsyncDisposable {
  /** Evaluates an Erlang expression in the node; returns its value as text. Throws BrokerCtlError. */
  evaluate(expression: string, signal: AbortSignal): Promise<string>;
  /** Runs `rabbitmqctl`; returns its standard output. Throws BrokerCtlError. */
  ctl(args: readonly string[], signal: AbortSignal): Promise<string>;
  /** Freezes all its processes until disposal. */
  freeze(): Promise<AsyncDisposable>;
  /** `undefined` if unknown. */
  resources(): Promise<BrokerResources | undefined>;
}

/** What a node reports to its cluster. */
export interface MemberEvents {
  /** Its data was removed: the others must forget it before it can join again. */
  readonly onWiped: (signal: AbortSignal) => Promise<void>;
  /** It is ready after a start. */
  readonly onReady: (signal: AbortSignal) => Promise<void>;
}
