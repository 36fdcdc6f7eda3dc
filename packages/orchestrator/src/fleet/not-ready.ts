// Why a fleet, or a process that starts later, is not ready in time.
import { FairhareError } from "@fairhare/core";

interface LateProcess {
  readonly name: string;
  /** What it does instead; empty when nothing is known. */
  readonly detail: string;
}

export class FleetNotReadyError extends FairhareError {
  readonly code = "FLEET_NOT_READY";
}

export const fleetNotReady = (milliseconds: number): Error =>
  new FleetNotReadyError(
    `The fleet was not ready within ${milliseconds / 1e3} s: the machine or the broker is too slow for it. Use fewer --workers or more --workers-per-process, or raise --ready-timeout.`,
  );

export const notConnected = ({ name }: LateProcess, milliseconds: number): Error =>
  new FleetNotReadyError(
    `${name} was started during the run but did not connect to the broker within ${milliseconds / 1e3} s.`,
  );

export const notConsuming = ({ name, detail }: LateProcess, milliseconds: number): Error =>
  new FleetNotReadyError(
    `${name} did not register its consumers within ${milliseconds / 1e3} s (--ready-timeout).${detail}`,
  );
