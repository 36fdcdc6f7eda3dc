// The delivery acknowledgement timeout of a whole broker, set low for the length of a run, and put back afterwards.
// Before RabbitMQ 4.3 a channel reads it when it is opened and looks at the time once a tick, which is set as well. From
// 4.3 on a quorum queue reads it when a consumer is registered, and has a timer of its own.
import type { Broker } from "./broker.ts";
import { BrokerCtlError } from "./local/control/rabbitmqctl.ts";

/** Looks at the time within one timeout: so that it is kept to a quarter. */
const TICKS_PER_TIMEOUT = 4;
const SHORTEST_TICK_MS = 50;
/** Putting it back takes the start of an Erlang machine. */
const RESTORE_TIMEOUT_MS = 30_000;

const NAMES = ["consumer_timeout", "channel_tick_interval"] as const;

/**
 * Consumers of channels that are opened until it is disposed of have this timeout, milliseconds; 0 leaves everything as
 * it is. Throws BrokerCtlError, the disposal too: a broker that keeps the timeout would spoil the runs after this one.
 */
export async function setAckTimeout(
  { ctl, server }: Pick<Broker, "ctl" | "server">,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<AsyncDisposable | undefined> {
  if (timeoutMs === 0) return undefined;
  if (ctl === undefined)
    throw new BrokerCtlError("The acknowledgement timeout of a broker that is not ours cannot be set.");
  const tickMs = Math.max(SHORTEST_TICK_MS, Math.floor(timeoutMs / TICKS_PER_TIMEOUT));
  const evaluate = (code: string, within: AbortSignal): Promise<string> => ctl(["--quiet", "eval", code], within);
  const before = NAMES.map((name) => `application:get_env(rabbit, ${name})`).join(", ");
  const set = [timeoutMs, tickMs].map((value, index) => setting(NAMES[index] ?? "", String(value))).join(", ");
  const told = await evaluate(`Before = {${before}}, ${set}, Before.`, signal);
  const values = [...told.matchAll(/undefined|\{ok,(\w+)\}/g)].map(([, value]) => value);
  if (values.length !== NAMES.length)
    throw new BrokerCtlError(`The broker does not say which acknowledgement timeout it has, but: ${told.trim()}.`);
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      // A broker that is gone has no settings to put back.
      if (server !== undefined && !server.running) return;
      const restore = NAMES.map((name, index) => setting(name, values[index])).join(", ");
      await evaluate(`${restore}.`, AbortSignal.timeout(RESTORE_TIMEOUT_MS));
    },
  };
}

/** Fails in the broker when it does not answer `ok`. */
const setting = (name: string, value: string | undefined): string =>
  value === undefined
    ? `ok = application:unset_env(rabbit, ${name})`
    : `ok = application:set_env(rabbit, ${name}, ${value})`;
