// The delivery acknowledgement timeout of a whole broker, set low for the length of a run. A channel reads it when it
// is opened, and looks at the time once a tick: both are set, and put back afterwards.
import type { Broker } from "./broker.ts";
import { BrokerCtlError } from "./local/ctl.ts";

/** Looks at the time within one timeout: so that it is kept to a quarter. */
const TICKS_PER_TIMEOUT = 4;
const SHORTEST_TICK_MS = 50;
/** Putting it back takes the start of an Erlang machine. */
const RESTORE_TIMEOUT_MS = 30_000;

const NAMES = ["consumer_timeout", "channel_tick_interval"] as const;

/** Channels that are opened until it is disposed of have this timeout, milliseconds; 0 leaves everything as it is. */
export async function setAckTimeout(
  { ctl }: Pick<Broker, "ctl">,
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
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      const restore = NAMES.map((name, index) => setting(name, values[index])).join(", ");
      // A broker that is gone has no settings to put back.
      await evaluate(`${restore}.`, AbortSignal.timeout(RESTORE_TIMEOUT_MS)).catch(() => undefined);
    },
  };
}

const setting = (name: string, value: string | undefined): string =>
  value === undefined ? `application:unset_env(rabbit, ${name})` : `application:set_env(rabbit, ${name}, ${value})`;
