// How reports name a connection: what its tallies have in common, and the names that its client and broker chose, made
// safe to print.
import { oneLine } from "@fairhare/core";

export interface ConnectionIdentity {
  /** The name that the client gave its connection, else its address. */
  readonly client: string;
  /** The number of the connection. */
  readonly connection: number;
  readonly vhost: string;
}

/** Characters of a name that a client has chosen. */
const LONGEST_NAME = 100;

export function shortName(foreign: string): string {
  const name = oneLine(foreign);
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1)}…`;
}
