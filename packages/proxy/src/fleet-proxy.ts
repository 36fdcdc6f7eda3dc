// The proxy between a fleet and its broker, as a run uses it: each process has its own line.
import type { FleetRole } from "@fairhare/workload";

export interface FleetMember {
  readonly role: FleetRole;
  readonly process: number;
}

/** The path of one process to the broker. */
export interface FleetLine {
  /** Resets every new connection as soon as it is accepted. */
  isRefusing: boolean;
  /** Applies to current and new connections, until the next call. */
  impose(conditions: Conditions): void;
  /** Resets both sides of every connection; bytes in transit are lost. */
  cut(): void;
}

export interface FleetProxy extends AsyncDisposable {
  /** Whether the process connects through the proxy: it was there at the opening, or it was admitted. */
  isBefore(member: FleetMember): boolean;
  /** Opens a line for a process that joins later. */
  admit(member: FleetMember): Promise<void>;
  lineOf(member: FleetMember): FleetLine;
  /** The broker's URI with the address of the process's line in place of the broker's. */
  uriOf(member: FleetMember): string;
}

/** What a line does to the bytes that pass through it. */
export interface Conditions {
  /** No byte passes. */
  readonly isStalled: boolean;
  /** Added to the time of every byte, in each direction. */
  readonly delayMs: number;
  /** Upper limit in each direction. */
  readonly bytesPerSecond: number;
}

/** Without any fault or added round trip. */
export const CALM: Conditions = { isStalled: false, delayMs: 0, bytesPerSecond: Infinity };
