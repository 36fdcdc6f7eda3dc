// The kind of an option whose value is the address where agents join.
import { type ListenAddress, readListenAddress } from "@fairhare/core";
import { z } from "zod";
import type { ValueKind } from "./value-kind.ts";

/** Of the orchestrator, for its agents. */
export const AGENTS_PORT = 7_420;

export const listenAddress: ValueKind<ListenAddress> = {
  syntax: "[ADDRESS:]PORT",
  expects: `a port, or an address and a port, such as ${AGENTS_PORT} or 0.0.0.0:${AGENTS_PORT}`,
  read: readListenAddress,
  json: z.string(),
};
