// The kind of an option whose value is an address of this machine and a port, where agents join.
import { z } from "zod";
import type { ValueKind } from "./value-kind.ts";

export interface ListenAddress {
  /** An IP address or a name of this machine. */
  readonly address: string;
  /** 0 is any free port. */
  readonly port: number;
}

/** Of the orchestrator, for its agents. */
export const AGENTS_PORT = 7_420;
const ADDRESS = /^(\[[\da-fA-F:.]+\]|[\w.-]+):(\d{1,5})$/;
const MAX_PORT = 65_535;

export const listenAddress: ValueKind<ListenAddress> = {
  syntax: "ADDRESS:PORT",
  expects: `an address of this machine and a port, such as 0.0.0.0:${AGENTS_PORT}`,
  read: (text) => {
    const [, host = "", port = ""] = ADDRESS.exec(text) ?? [];
    const number = port === "" ? Number.NaN : Number(port);
    return number <= MAX_PORT ? { address: host.replaceAll(/[[\]]/g, ""), port: number } : undefined;
  },
  json: z.string(),
};

/** Only programs on this machine can connect to it. */
export const isLoopback = ({ address }: ListenAddress): boolean =>
  address === "localhost" || address === "::1" || address.startsWith("127.");
