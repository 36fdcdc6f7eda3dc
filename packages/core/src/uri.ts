// Reads and writes AMQP URIs, strictly by RFC 3986 and RabbitMQ's AMQP URI specification. All other code uses the
// parts, or the text with its password hidden.

import { type AmqpTls, formatUriQuery, readUriQuery } from "./uri-query.ts";

export interface AmqpUri {
  readonly scheme: "amqp" | "amqps";
  /** A name, an IPv4 address, or an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly vhost: string;
  /** From the query; null if the query does not set it. 0 turns heartbeats off. */
  readonly heartbeatSeconds: number | null;
  /** From the query; null without a TLS parameter, also with amqps://. */
  readonly tls: AmqpTls | null;
}

/** `problem` is a sentence that quotes nothing of the text: in an invalid URI the password may be anywhere. */
export type ReadAmqpUri =
  | { readonly uri: AmqpUri; readonly problem?: never }
  | { readonly uri?: never; readonly problem: string };

const DEFAULT_PORTS = { amqp: 5672, amqps: 5671 } as const;
/** RabbitMQ's default; the broker accepts this user only from its own machine. */
const DEFAULT_USER = "guest";
const DEFAULT_VHOST = "/";
const MAX_PORT = 65_535;
/** The length of a short string in AMQP. */
const MAX_VHOST_BYTES = 255;
const MAX_LENGTH = 4_096;

// Split as in RFC 3986, appendix B. The authority ends at the first of / ? #.
const PARTS = /^(amqps?):\/\/([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?(#.*)?$/i;
const ADDRESS = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/;
const USER_INFO = /^(?:[\w.~!$&'()*+,;=:-]|%[\dA-Fa-f]{2})*$/;
const HOST_NAME = /^[\w.~-]+$/;
/**
 * Excludes @, which RFC 3986 allows here: otherwise part of a password with an unescaped / would be read as a virtual
 * host.
 */
const SEGMENT = /^(?:[\w.~!$&'()*+,;=:-]|%[\dA-Fa-f]{2})*$/;

export function parseAmqpUri(text: string): ReadAmqpUri {
  if (text.length > MAX_LENGTH) return { problem: `It is longer than ${MAX_LENGTH} characters.` };
  if (/\s/.test(text)) return { problem: "It contains a space or a line break; write a space as %20." };
  if (!/^[\u{21}-\u{7e}]*$/u.test(text))
    return { problem: "It contains a character outside ASCII; percent-encode its UTF-8 bytes, such as ü as %C3%BC." };
  const [, scheme = "", authority = "", path = "", query = "", fragment] = PARTS.exec(text) ?? [];
  if (scheme === "") return { problem: "It must begin with amqp:// or amqps://." };
  if (fragment !== undefined) return { problem: "It contains a #; write # as %23." };
  return readParts(scheme.toLowerCase() === "amqps" ? "amqps" : "amqp", authority, path, query);
}

/** The URI in its canonical spelling, with the password. */
export function formatAmqpUri({ scheme, host, port, user, password, vhost, ...query }: AmqpUri): string {
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  const address = host.includes(":") ? `[${host}]` : host;
  return `${scheme}://${credentials}@${address}:${port}/${encodeURIComponent(vhost)}${formatUriQuery(query)}`;
}

function readParts(scheme: AmqpUri["scheme"], authority: string, path: string, query: string): ReadAmqpUri {
  if (path.includes("@") || query.includes("@"))
    return {
      problem: "It has an @ after the host. In a user name or a password, write / ? # @ as %2F %3F %23 %40.",
    };
  const at = authority.lastIndexOf("@");
  const [, bracketed = "", portText] = ADDRESS.exec(authority.slice(at + 1)) ?? [];
  const host = readHost(bracketed);
  if (host === undefined)
    return {
      problem: "Its host is not valid; write amqp://host:port, with an IPv6 address in brackets, such as [::1].",
    };
  const port = readPort(portText, scheme);
  if (port === undefined) return { problem: `Its port must be a number from 1 to ${MAX_PORT}.` };
  const credentials = readCredentials(at === -1 ? undefined : authority.slice(0, at));
  if (credentials === undefined)
    return {
      problem: "Its user name or password contains a character that must be percent-encoded, such as @ as %40.",
    };
  const vhost = readVhost(path);
  if (vhost === undefined)
    return {
      problem: `Its virtual host is not valid; percent-encode it (/ as %2F) and use at most ${MAX_VHOST_BYTES} bytes.`,
    };
  const { parameters, problem } = readUriQuery(query);
  if (parameters === undefined) return { problem };
  if (parameters.tls !== null && scheme === "amqp")
    return { problem: "It has TLS parameters, which need amqps://. Use amqps://, or remove them." };
  return { uri: { scheme, host, port, ...credentials, vhost, ...parameters } };
}

function readHost(text: string): string | undefined {
  if (!text.startsWith("[")) return HOST_NAME.test(text) ? text : undefined;
  // The URL parser checks the grammar of the IPv6 address.
  return URL.canParse(`http://${text}/`) ? text.slice(1, -1) : undefined;
}

function readPort(text: string | undefined, scheme: AmqpUri["scheme"]): number | undefined {
  if (text === undefined) return DEFAULT_PORTS[scheme];
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= MAX_PORT ? port : undefined;
}

function readCredentials(userInfo: string | undefined): Pick<AmqpUri, "user" | "password"> | undefined {
  if (userInfo === undefined) return { user: DEFAULT_USER, password: DEFAULT_USER };
  if (!USER_INFO.test(userInfo)) return undefined;
  const colon = userInfo.indexOf(":");
  const user = decode(colon === -1 ? userInfo : userInfo.slice(0, colon));
  const password = decode(colon === -1 ? "" : userInfo.slice(colon + 1));
  // The PLAIN mechanism of SASL separates user name and password with a NUL.
  if (user === undefined || password === undefined || `${user}${password}`.includes("\0")) return undefined;
  return { user, password };
}

function readVhost(path: string): string | undefined {
  // Celery and kombu write the default virtual host as `//`, which has no other meaning.
  if (path === "" || path === "/" || path === "//") return DEFAULT_VHOST;
  const segment = path.slice(1);
  const vhost = SEGMENT.test(segment) ? decode(segment) : undefined;
  return vhost !== undefined && new TextEncoder().encode(vhost).length <= MAX_VHOST_BYTES ? vhost : undefined;
}

/** `undefined` if the bytes are not UTF-8. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
