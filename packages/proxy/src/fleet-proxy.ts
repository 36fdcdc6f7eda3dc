// A proxy between the processes of a fleet and their broker, as faults see it: each process has a line of its own.
import type { FleetRole } from "@fairhare/workload";

export interface FleetMember {
  readonly role: FleetRole;
  readonly process: number;
}

/** The way of one process to the broker. */
export interface FleetLine {
  /** New connections are reset as soon as they are there. */
  isRefusing: boolean;
  /** For what is connected and what will be, until something else is imposed. */
  impose(conditions: Conditions): void;
  /** Resets both sides of every connection; what is on its way is lost. */
  cut(): void;
}

export interface FleetProxy extends AsyncDisposable {
  /** Not before a worker that joined in mid-run: it goes to the broker itself. */
  isBefore(member: FleetMember): boolean;
  lineOf(member: FleetMember): FleetLine;
  /** The broker's address with the process's line in the broker's place. */
  uriOf(member: FleetMember): string;
}

/** What a line does to the bytes that pass: nothing, unless a fault says otherwise. */
export interface Conditions {
  /** Nothing passes. */
  readonly isStalled: boolean;
  /** Every byte arrives so much later. */
  readonly delayMs: number;
  /** No more than that passes. */
  readonly bytesPerSecond: number;
}

export const CALM: Conditions = { isStalled: false, delayMs: 0, bytesPerSecond: Infinity };
