// The external provider: a broker somebody else runs, named by `--uri` or AMQP_URL. It is used, never started or ended.
import { setTimeout as delay } from "node:timers/promises";
import { BrokerUnreachableError, type ServerFacts } from "@fairhare/amqp";
import { abortable, FairhareError, messageOf, redactAmqpUri } from "@fairhare/core";
import type { Broker, BrokerPorts } from "./broker.ts";

/** A broker that does not serve within this is taken as unreachable: its own handshake has 15 s of it. */
const EXTERNAL_PROBE_TIMEOUT_MS = 20_000;
/** Between two tries of a broker that is waited for: a boot takes seconds. */
const RETRY_INTERVAL_MS = 250;

export interface ExternalBroker {
  readonly uri: string;
  /** It is tried again for so long. Whatever is wrong with it: users and virtual hosts are made after a boot, too. */
  readonly waitSeconds: number;
}

export async function openExternal(named: ExternalBroker, ports: BrokerPorts): Promise<Broker> {
  const facts = await waitForBroker(named, ports);
  return {
    uri: named.uri,
    provider: "external",
    facts,
    resources: () => Promise.resolve(undefined),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function waitForBroker({ uri, waitSeconds }: ExternalBroker, ports: BrokerPorts): Promise<ServerFacts> {
  const deadline = performance.now() + waitSeconds * 1e3;
  for (;;) {
    try {
      return await probeOnce(uri, ports);
    } catch (error) {
      ports.signal.throwIfAborted();
      if (performance.now() + RETRY_INTERVAL_MS > deadline) throw error;
      ports.onNotice(`Waiting for ${redactAmqpUri(uri)}, ${waitSeconds} s at most: ${messageOf(error)}`);
    }
    await delay(RETRY_INTERVAL_MS, undefined, { signal: ports.signal }).catch(() => undefined);
    ports.signal.throwIfAborted();
  }
}

async function probeOnce(uri: string, { probe, signal }: BrokerPorts): Promise<ServerFacts> {
  const deadline = AbortSignal.timeout(EXTERNAL_PROBE_TIMEOUT_MS);
  const either = AbortSignal.any([signal, deadline]);
  try {
    return await abortable(probe(uri, either), either);
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted)
      throw new BrokerUnreachableError(
        uri,
        new Error(`it lets us in, but no message came through within ${EXTERNAL_PROBE_TIMEOUT_MS / 1000} s`),
      );
    throw error instanceof FairhareError ? error : new BrokerUnreachableError(uri, error);
  }
}
