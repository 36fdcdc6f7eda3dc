// Errors of a broker that Fairhare started, for every provider.
import { FairhareError } from "@fairhare/core";

/** The broker, or one of its nodes, did not start; the message has the end of its output. */
export class BrokerStartError extends FairhareError {
  readonly code = "BROKER_START_FAILED";
  /** The path of the complete log, if it is kept. */
  readonly keptLog: string | undefined;

  constructor(message: string, { keptLog, ...options }: ErrorOptions & { readonly keptLog?: string } = {}) {
    super(message, options);
    this.keptLog = keptLog;
  }
}

/** A graceful shutdown did not end in time. */
export class BrokerStopError extends FairhareError {
  readonly code = "BROKER_REFUSED";
}

/** A running broker refused a command or an expression, or did not answer. */
export class BrokerCtlError extends FairhareError {
  readonly code = "BROKER_REFUSED";
}
