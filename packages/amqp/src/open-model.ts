// Opens a connection of amqplib to the first reachable broker of a list of URIs.
import { type AmqpUri, parseAmqpUris, splitUris } from "@fairhare/core";
import { connect, type ChannelModel, type Options } from "amqplib";
import { BrokerUnreachableError } from "./failure/error.ts";
import { serverKind } from "./failure/server-kind.ts";
import { readingOf } from "./internals.ts";
import type { ConnectOptions } from "./port.ts";
import { SocketReader } from "./receiving/socket-reader.ts";
import { tlsOptions } from "./tls-options.ts";

/** For the TCP connection and the AMQP handshake: a busy broker on a small machine needs several seconds. */
const CONNECT_TIMEOUT_MS = 15_000;
/** For each URI of a list: a host that does not answer must not delay the next one for long. */
const LISTED_CONNECT_TIMEOUT_MS = 5_000;
/** RabbitMQ's default. */
const DEFAULT_HEARTBEAT_SECONDS = 60;

export interface OpenedModel {
  readonly model: ChannelModel;
  /** The position of its URI in the list, from 0. */
  readonly uriIndex: number;
}

/**
 * `looks`: if a handshake fails, opens a second connection to see what the server speaks, for the error message. Throws
 * BrokerUnreachableError, with the reason of each URI.
 */
export async function openModel(options: ConnectOptions, { looks = false } = {}): Promise<OpenedModel> {
  const { uris, problem } = parseAmqpUris(options.uri);
  if (uris === undefined) throw new BrokerUnreachableError(options.uri, problem);
  const texts = splitUris(options.uri);
  const failures: BrokerUnreachableError[] = [];
  for (const [uriIndex, uri] of inTurn([...uris.entries()], options.firstUri)) {
    try {
      const model = await open(uri, options, uris.length === 1 ? CONNECT_TIMEOUT_MS : LISTED_CONNECT_TIMEOUT_MS);
      return { model, uriIndex };
    } catch (cause) {
      const kind = looks ? await serverKind(uri, cause) : undefined;
      failures.push(new BrokerUnreachableError(texts[uriIndex] ?? options.uri, cause, kind));
    }
  }
  const [only, ...others] = failures;
  throw only !== undefined && others.length === 0
    ? only
    : new BrokerUnreachableError(options.uri, new AggregateError(failures));
}

async function open(uri: AmqpUri, { name, heartbeatSeconds }: ConnectOptions, timeout: number): Promise<ChannelModel> {
  const address = addressOf(uri, heartbeatSeconds);
  const options = { noDelay: true, timeout, clientProperties: { connection_name: name } };
  if (uri.scheme === "amqps") return connect(address, { ...options, ...tlsOptions(uri) });
  const reader = new SocketReader();
  // amqplib passes all options on to the socket; its types name some.
  const withReader = { ...options, onread: reader.onread };
  const model = await reader.observe(() => connect(address, withReader));
  reader.handOver(readingOf(model));
  return model;
}

const inTurn = <T>(list: readonly T[], first = 0): T[] => [...list.slice(first), ...list.slice(0, first)];

/** Passes the parts, not the text: amqplib decodes percent-encoding as Latin-1. */
const addressOf = (uri: AmqpUri, heartbeatSeconds = uri.heartbeatSeconds): Options.Connect => ({
  protocol: uri.scheme,
  hostname: uri.host,
  port: uri.port,
  username: uri.user,
  password: uri.password,
  // amqplib decodes this part again.
  vhost: encodeURIComponent(uri.vhost),
  heartbeat: heartbeatSeconds ?? DEFAULT_HEARTBEAT_SECONDS,
});
