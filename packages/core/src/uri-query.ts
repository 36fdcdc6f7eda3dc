// The parameters of an AMQP URI, with the names of RabbitMQ's URI query parameters
// (https://www.rabbitmq.com/docs/uri-query-parameters). No other parameter is accepted: none is silently ignored.

/** Paths of PEM files, and the host name that the broker's certificate must have. */
export interface AmqpTls {
  /** Certificates of the authorities to trust; null trusts those of Node.js. */
  readonly caFile: string | null;
  /** The client's own certificate and its key: both or none. */
  readonly certFile: string | null;
  readonly keyFile: string | null;
  /** Null is the host of the URI. */
  readonly serverName: string | null;
}

export interface UriParameters {
  readonly heartbeatSeconds: number | null;
  readonly tls: AmqpTls | null;
}

const MAX_HEARTBEAT_SECONDS = 65_535;
const TLS_NAMES = {
  caFile: "cacertfile",
  certFile: "certfile",
  keyFile: "keyfile",
  serverName: "server_name_indication",
} as const satisfies Record<keyof AmqpTls, string>;
const TLS_PARAMETERS: readonly string[] = Object.values(TLS_NAMES);

type ReadQuery =
  | { readonly parameters: UriParameters; readonly problem?: never }
  | { readonly parameters?: never; readonly problem: string };

/** `query` without the question mark. The problem is a sentence that quotes nothing of it. */
export function readUriQuery(query: string): ReadQuery {
  const values = new Map<string, string>();
  for (const part of query === "" ? [] : query.split("&")) {
    const [, name = "", encoded = ""] = /^(\w+)=(.+)$/s.exec(part) ?? [];
    const value = decode(encoded);
    if (!isKnown(name) || values.has(name) || value === undefined) return { problem: UNSUPPORTED };
    values.set(name, value);
  }
  const heartbeatSeconds = readHeartbeat(values.get("heartbeat"));
  if (heartbeatSeconds === undefined) return { problem: UNSUPPORTED };
  const tls = readTls(values);
  if ((tls?.certFile === null) !== (tls?.keyFile === null))
    return { problem: "Its parameters certfile and keyfile need each other. Set both, or remove both." };
  return { parameters: { heartbeatSeconds, tls } };
}

/** With the question mark; empty without parameters. */
export function formatUriQuery({ heartbeatSeconds, tls }: UriParameters): string {
  const parts = [
    ...(heartbeatSeconds === null ? [] : [`heartbeat=${heartbeatSeconds}`]),
    ...(tls === null
      ? []
      : TLS_KEYS.flatMap((key) => {
          const value = tls[key];
          return value === null ? [] : [`${TLS_NAMES[key]}=${encodeURIComponent(value)}`];
        })),
  ];
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

const TLS_KEYS = Object.keys(TLS_NAMES) as (keyof AmqpTls)[];

const UNSUPPORTED = `It has an unsupported parameter or value; use only heartbeat (whole seconds from 0 to ${MAX_HEARTBEAT_SECONDS}) and, with amqps://, ${TLS_PARAMETERS.join(", ")}, and remove the others.`;

const isKnown = (name: string): boolean => name === "heartbeat" || TLS_PARAMETERS.includes(name);

function readTls(values: ReadonlyMap<string, string>): AmqpTls | null {
  if (!TLS_PARAMETERS.some((name) => values.has(name))) return null;
  const valueOf = (key: keyof AmqpTls): string | null => values.get(TLS_NAMES[key]) ?? null;
  return {
    caFile: valueOf("caFile"),
    certFile: valueOf("certFile"),
    keyFile: valueOf("keyFile"),
    serverName: valueOf("serverName"),
  };
}

function readHeartbeat(text: string | undefined): number | null | undefined {
  if (text === undefined) return null;
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return seconds <= MAX_HEARTBEAT_SECONDS ? seconds : undefined;
}

/** `undefined` if the bytes are not UTF-8, or contain a NUL, which no file name may contain. */
function decode(text: string): string | undefined {
  try {
    const value = decodeURIComponent(text);
    return value.includes("\0") ? undefined : value;
  } catch {
    return undefined;
  }
}
