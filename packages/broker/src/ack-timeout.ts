// Sets the delivery acknowledgement timeout of a broker for one run, and restores it afterwards. Before RabbitMQ 4.3, a
// channel reads the timeout when it is opened and checks it once per tick, so the tick is set as well. From 4.3 on, a
// quorum queue reads it when a consumer is registered, and uses its own timer.
import type { Broker } from "./broker.ts";
import { BrokerCtlError } from "./broker-errors.ts";

/** Ticks per timeout: the broker then reacts at most a quarter of the timeout late. */
const TICKS_PER_TIMEOUT = 4;
const SHORTEST_TICK_MS = 50;
/** To restore the setting, rabbitmqctl starts an Erlang machine. */
const RESTORE_TIMEOUT_MS = 30_000;

const NAMES = ["consumer_timeout", "channel_tick_interval"] as const;

/**
 * `timeoutMs` applies to consumers of channels that are opened until the result is disposed; 0 changes nothing. Throws
 * BrokerCtlError, also at the disposal, because a timeout that stays would affect the next runs.
 */
export async function setAckTimeout(
  { ctl, server, cluster }: Pick<Broker, "ctl" | "server" | "cluster">,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<AsyncDisposable | undefined> {
  if (timeoutMs === 0) return undefined;
  if (ctl === undefined)
    throw new BrokerCtlError(
      "--ack-timeout needs a broker that Fairhare starts. Use --broker local or --broker docker, or remove --ack-timeout.",
    );
  const tickMs = Math.max(SHORTEST_TICK_MS, Math.floor(timeoutMs / TICKS_PER_TIMEOUT));
  const evaluate = (code: string, within: AbortSignal): Promise<string> => ctl(["--quiet", "eval", code], within);
  const before = NAMES.map((name) => `application:get_env(rabbit, ${name})`).join(", ");
  const set = [timeoutMs, tickMs].map((value, index) => setting(NAMES[index] ?? "", String(value))).join(", ");
  const answer = await evaluate(`Before = {${before}}, ${set}, Before.`, signal);
  const values = [...answer.matchAll(/undefined|\{ok,(\w+)\}/g)].map(([, value]) => value);
  if (values.length !== NAMES.length)
    throw new BrokerCtlError(
      `The broker did not report its acknowledgement timeout; it answered: ${answer.trim()}. Remove --ack-timeout, or use another broker.`,
    );
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      // A stopped broker has no settings to restore.
      const isStopped = cluster === undefined ? server?.running === false : cluster.reachable.length === 0;
      if (isStopped) return;
      const restore = NAMES.map((name, index) => setting(name, values[index])).join(", ");
      await evaluate(`${restore}.`, AbortSignal.timeout(RESTORE_TIMEOUT_MS));
    },
  };
}

/** An Erlang expression that changes the setting on all nodes, and fails in the broker if a call does not return `ok`. */
const setting = (name: string, value: string | undefined): string =>
  value === undefined
    ? onAllNodes("unset_env", `[rabbit, ${name}]`)
    : onAllNodes("set_env", `[rabbit, ${name}, ${value}]`);

const onAllNodes = (call: string, parameters: string): string =>
  `[] = [No || No <- erpc:multicall([node() | nodes()], application, ${call}, ${parameters}), No =/= {ok, ok}]`;
