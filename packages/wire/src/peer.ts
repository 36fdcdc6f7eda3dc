// Who is at an end of a connection: the properties that client and broker exchange in connection.start and its answer.
import type { Fields } from "./frames/fields.ts";
import type { WirePeer } from "./listener.ts";
import { readTable } from "./frames/table.ts";

/** The cursor is at the table of properties. */
export function readPeer(fields: Fields): WirePeer {
  const properties = readTable(fields);
  const textOf = (name: string): string => {
    const value = properties[name];
    return typeof value === "string" ? value : "";
  };
  return { name: textOf("connection_name"), product: textOf("product"), version: textOf("version") };
}
