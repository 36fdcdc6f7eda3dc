// AMQP URIs, read strictly by RFC 3986 and RabbitMQ's AMQP URI specification. The only reader of them: everything
// else gets the parts, or the text with its password hidden.

import { HIDDEN, redactValue } from "./safe-text.ts";

export interface AmqpUri {
  readonly scheme: "amqp" | "amqps";
  /** A name, an IPv4 address, or an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly vhost: string;
  /** Of the query; null when it does not say. 0 is none. */
  readonly heartbeatSeconds: number | null;
}

/** `problem` is a sentence without any part of the text: what is no URI may have its password anywhere. */
export type ReadAmqpUri =
  | { readonly uri: AmqpUri; readonly problem?: never }
  | { readonly uri?: never; readonly problem: string };

const DEFAULT_PORTS = { amqp: 5672, amqps: 5671 } as const;
/** RabbitMQ's; it lets this user in from its own machine only. */
const DEFAULT_USER = "guest";
const DEFAULT_VHOST = "/";
const MAX_PORT = 65_535;
const MAX_HEARTBEAT_SECONDS = 65_535;
/** A short string of AMQP. */
const MAX_VHOST_BYTES = 255;
const MAX_LENGTH = 4_096;

// The order of RFC 3986, appendix B. The authority ends at the first of / ? #.
const PARTS = /^(amqps?):\/\/([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?(#.*)?$/i;
const ADDRESS = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/;
const USER_INFO = /^(?:[\w.~!$&'()*+,;=:-]|%[\dA-Fa-f]{2})*$/;
const HOST_NAME = /^[\w.~-]+$/;
/** Without @, which RFC 3986 allows here: a password with a raw / in it would be read as a virtual host. */
const SEGMENT = /^(?:[\w.~!$&'()*+,;=:-]|%[\dA-Fa-f]{2})*$/;

export function parseAmqpUri(text: string): ReadAmqpUri {
  if (text.length > MAX_LENGTH) return { problem: `It is longer than ${MAX_LENGTH} characters.` };
  if (/\s/.test(text)) return { problem: "It has a space or a line break in it; write a space as %20." };
  if (!/^[\u{21}-\u{7e}]*$/u.test(text))
    return { problem: "It has a character outside ASCII; percent-encode its UTF-8 bytes, ü as %C3%BC." };
  const [, scheme = "", authority = "", path = "", query = "", fragment] = PARTS.exec(text) ?? [];
  if (scheme === "") return { problem: "It must begin with amqp:// or amqps://." };
  if (fragment !== undefined) return { problem: "It has a # in it; write # as %23." };
  return readParts(scheme.toLowerCase() === "amqps" ? "amqps" : "amqp", authority, path, query);
}

/** The same URI in its canonical spelling. */
export function formatAmqpUri({ scheme, host, port, user, password, vhost, heartbeatSeconds }: AmqpUri): string {
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  const query = heartbeatSeconds === null ? "" : `?heartbeat=${heartbeatSeconds}`;
  const address = host.includes(":") ? `[${host}]` : host;
  return `${scheme}://${credentials}@${address}:${port}/${encodeURIComponent(vhost)}${query}`;
}

/** As it was written, with `***` for the password; nothing at all of a text that is not a URI. */
export const redactAmqpUri = (text: string): string =>
  parseAmqpUri(text).uri === undefined ? HIDDEN : redactValue(text);

function readParts(scheme: AmqpUri["scheme"], authority: string, path: string, query: string): ReadAmqpUri {
  if (path.includes("@") || query.includes("@"))
    return { problem: "It has an @ after its host. Write / ? # @ in a user name or password as %2F %3F %23 %40." };
  const at = authority.lastIndexOf("@");
  const [, bracketed = "", portText] = ADDRESS.exec(authority.slice(at + 1)) ?? [];
  const host = readHost(bracketed);
  if (host === undefined) return { problem: "Its host is not valid; write amqp://host:port, IPv6 as [::1]." };
  const port = readPort(portText, scheme);
  if (port === undefined) return { problem: `Its port must be a number from 1 to ${MAX_PORT}.` };
  const credentials = readCredentials(at === -1 ? undefined : authority.slice(0, at));
  if (credentials === undefined)
    return { problem: "Its user name or password has a character that must be percent-encoded, such as @ as %40." };
  const vhost = readVhost(path);
  if (vhost === undefined)
    return {
      problem: `Its virtual host is not valid: percent-encode it (/ as %2F), at most ${MAX_VHOST_BYTES} bytes.`,
    };
  const heartbeatSeconds = readHeartbeat(query);
  if (heartbeatSeconds === undefined)
    return {
      problem: `The only parameter that is supported is heartbeat, in whole seconds from 0 to ${MAX_HEARTBEAT_SECONDS}; remove the others.`,
    };
  return { uri: { scheme, host, port, ...credentials, vhost, heartbeatSeconds } };
}

function readHost(text: string): string | undefined {
  if (!text.startsWith("[")) return HOST_NAME.test(text) ? text : undefined;
  // The URL standard has the grammar of an IPv6 address.
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
  // A NUL separates the two in SASL's PLAIN mechanism.
  if (user === undefined || password === undefined || `${user}${password}`.includes("\0")) return undefined;
  return { user, password };
}

function readVhost(path: string): string | undefined {
  // `//` is how Celery and kombu write the default virtual host, and it has no other meaning.
  if (path === "" || path === "/" || path === "//") return DEFAULT_VHOST;
  const segment = path.slice(1);
  const vhost = SEGMENT.test(segment) ? decode(segment) : undefined;
  return vhost !== undefined && new TextEncoder().encode(vhost).length <= MAX_VHOST_BYTES ? vhost : undefined;
}

/** `undefined` for anything but a heartbeat: what a URI asks for is never ignored. */
function readHeartbeat(query: string): number | null | undefined {
  if (query === "") return null;
  const seconds = Number(/^heartbeat=(\d{1,5})$/.exec(query)?.[1] ?? Number.NaN);
  return seconds <= MAX_HEARTBEAT_SECONDS ? seconds : undefined;
}

/** `undefined` when the bytes are not UTF-8. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
