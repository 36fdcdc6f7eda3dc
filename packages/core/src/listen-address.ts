// The address at which this machine listens: a port of the loopback interface, or an interface and a port.
import { codeOf, messageOf } from "./error.ts";

export interface ListenAddress {
  /** An IP address or a name of this machine. */
  readonly host: string;
  /** 0 is any free port. */
  readonly port: number;
}

const LOOPBACK = "127.0.0.1";
const ADDRESS = /^(?:(\[[\da-fA-F:.]+\]|[\w.-]+):)?(\d{1,5})$/;
const MAX_PORT = 65_535;

/** Undefined if the text is not an address. */
export function readListenAddress(text: string): ListenAddress | undefined {
  const [, host = LOOPBACK, port = ""] = ADDRESS.exec(text.trim()) ?? [];
  const number = port === "" ? Number.NaN : Number(port);
  return number <= MAX_PORT ? { host: host.replaceAll(/[[\]]/g, ""), port: number } : undefined;
}

export const formatListenAddress = ({ host, port }: ListenAddress): string =>
  `${host.includes(":") ? `[${host}]` : host}:${port}`;

/** Only programs on this machine can connect to it. */
export const isLoopback = ({ host }: Pick<ListenAddress, "host">): boolean =>
  host === "localhost" || host === "::1" || host.startsWith("127.");

/** Why it cannot listen there, and what to do: the end of a sentence, and another one. */
export function listenProblem(error: unknown): string {
  switch (codeOf(error)) {
    case "EADDRINUSE":
      return "another program uses this port. Use another port, or 0 for a free one.";
    case "EACCES":
      return "permission is denied. Use a port above 1023.";
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "this machine does not have this address. Use 0.0.0.0 for all of its addresses.";
    default:
      return `${messageOf(error)}. Use another address.`;
  }
}
