// The address of `--listen`: a port of the loopback interface, or an interface and a port.
import type { ListenAddress } from "@fairhare/proxy";

/** Beside the broker's own port. */
export const LISTEN_DEFAULT = "5673";
export const LISTEN_EXPECTS = "a port, or an address and a port, such as 5673 or 0.0.0.0:5673";

const LOOPBACK = "127.0.0.1";
const ADDRESS = /^(?:(\[[\da-fA-F:.]+\]|[\w.-]+):)?(\d{1,5})$/;
const MAX_PORT = 65_535;

/** Undefined if the text is not an address; port 0 is any free port. */
export function readListenAddress(text: string): ListenAddress | undefined {
  const [, host = LOOPBACK, port = ""] = ADDRESS.exec(text.trim()) ?? [];
  const number = port === "" ? Number.NaN : Number(port);
  return number <= MAX_PORT ? { host: host.replaceAll(/[[\]]/g, ""), port: number } : undefined;
}

export const formatListenAddress = ({ host, port }: ListenAddress): string =>
  `${host.includes(":") ? `[${host}]` : host}:${port}`;

export const isLoopback = ({ host }: ListenAddress): boolean =>
  host === "localhost" || host === "::1" || host.startsWith("127.");
