// The address at which this machine listens: a port of the loopback interface, or an interface and a port.

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
