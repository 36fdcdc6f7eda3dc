// The external provider: a running broker, named by `--uri` or AMQP_URL. Fairhare uses it and never starts or stops it.
import { setTimeout as delay } from "node:timers/promises";
import { BrokerUnreachableError, type ServerFacts } from "@fairhare/amqp";
import { abortable, FairhareError, messageOf, redactAmqpUri, splitUris } from "@fairhare/core";
import type { Broker, BrokerPorts } from "./broker.ts";

/** For each URI: a broker that is not ready within this time counts as unreachable; the handshake alone may take 15 s. */
const EXTERNAL_PROBE_TIMEOUT_MS = 20_000;
/** Between two attempts with `--wait`: a start takes seconds. */
const RETRY_INTERVAL_MS = 250;

export interface ExternalBroker {
  readonly uri: string;
  /**
   * Attempts are repeated for this time after any failure, because users and virtual hosts may also be created after a
   * start.
   */
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
      ports.onNotice(`Waiting up to ${waitSeconds} s for ${redactAmqpUri(uri)}: ${messageOf(error)}`);
    }
    await delay(RETRY_INTERVAL_MS, undefined, { signal: ports.signal }).catch(() => undefined);
    ports.signal.throwIfAborted();
  }
}

async function probeOnce(uri: string, { probe, signal }: BrokerPorts): Promise<ServerFacts> {
  const timeoutMs = EXTERNAL_PROBE_TIMEOUT_MS * splitUris(uri).length;
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, deadline]);
  try {
    return await abortable(probe(uri, either), either);
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted)
      throw new BrokerUnreachableError(
        uri,
        new Error(
          `the broker accepted the connection, but did not deliver a test message within ${timeoutMs / 1000} s`,
        ),
      );
    throw error instanceof FairhareError ? error : new BrokerUnreachableError(uri, error);
  }
}
