// The external provider: a broker somebody else runs, named by `--uri` or AMQP_URL. It is used, never started or ended.
import { BrokerUnreachableError } from "@fairhare/amqp";
import { abortable, FairhareError } from "@fairhare/core";
import type { Broker, BrokerPorts } from "./broker.ts";

/** A broker that does not serve within this is taken as unreachable: its own handshake has 15 s of it. */
const EXTERNAL_PROBE_TIMEOUT_MS = 20_000;

export async function openExternal(uri: string, ports: Pick<BrokerPorts, "probe" | "signal">): Promise<Broker> {
  const facts = await probeOnce(uri, ports);
  return {
    uri,
    provider: "external",
    facts,
    resources: () => Promise.resolve(undefined),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function probeOnce(uri: string, { probe, signal }: Pick<BrokerPorts, "probe" | "signal">) {
  // Not quoted: what is no URI may have its password anywhere.
  if (!/^amqps?:\/\/[^/]/.test(uri) || !URL.canParse(uri))
    throw new BrokerUnreachableError(
      "(not shown)",
      "it is no AMQP URI. Write it as amqp://user:password@host:5672/vhost",
    );
  const deadline = AbortSignal.timeout(EXTERNAL_PROBE_TIMEOUT_MS);
  const either = AbortSignal.any([signal, deadline]);
  try {
    return await abortable(probe(uri, either), either);
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted)
      throw new BrokerUnreachableError(uri, `it did not serve within ${EXTERNAL_PROBE_TIMEOUT_MS / 1000} s`);
    throw error instanceof FairhareError ? error : new BrokerUnreachableError(uri, error);
  }
}
