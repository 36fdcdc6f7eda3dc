// The address of the broker as a tap needs it: without TLS parameters, which a program's own library would not know, and
// the TLS options beside it.
import { tlsOptions } from "@fairhare/amqp";
import { formatAmqpUri, parseAmqpUri } from "@fairhare/core";
import type { TapOptions } from "@fairhare/tap";

/** The rules refuse a list of URIs for programs. Throws if a TLS file cannot be read. */
export function tapTarget(uri: string): Pick<TapOptions, "brokerUri" | "tls"> {
  const { uri: parts } = parseAmqpUri(uri);
  if (parts === undefined) return { brokerUri: uri };
  return { brokerUri: formatAmqpUri({ ...parts, tls: null }), tls: tlsOptions(parts) };
}
