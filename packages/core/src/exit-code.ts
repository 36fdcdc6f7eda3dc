// The exit codes of the command line, and the exit code of each error. Only `cli/main` exits.

export const ExitCode = {
  pass: 0,
  /** The verdict or a threshold failed. */
  fail: 1,
  /** Wrong usage, or an invalid plan. */
  usage: 2,
  /** No broker was found, or it did not start; or the agents of a run, or the orchestrator of an agent, are not there. */
  noBroker: 3,
  /** The run failed or was cut short, so there is no verdict. */
  unknown: 4,
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Stable names of all failures; scripts may match them. */
export type ErrorCode =
  | "INVALID_PLAN"
  | "BROKER_NOT_FOUND"
  | "BROKER_UNREACHABLE"
  | "BROKER_START_FAILED"
  | "BROKER_REFUSED"
  | "QUEUE_NOT_USABLE"
  | "AGENTS_MISSING"
  | "ORCHESTRATOR_UNREACHABLE"
  | "FLEET_NOT_READY"
  | "HISTORY_UNREADABLE"
  | "RUN_NOT_FOUND"
  | "STORED_FILE_INVALID"
  | "OUTPUT_NOT_WRITABLE"
  | "INTERRUPTED";

const EXIT_CODE_OF: Record<ErrorCode, ExitCode> = {
  INVALID_PLAN: ExitCode.usage,
  BROKER_NOT_FOUND: ExitCode.noBroker,
  BROKER_UNREACHABLE: ExitCode.noBroker,
  BROKER_START_FAILED: ExitCode.noBroker,
  BROKER_REFUSED: ExitCode.noBroker,
  QUEUE_NOT_USABLE: ExitCode.usage,
  AGENTS_MISSING: ExitCode.noBroker,
  ORCHESTRATOR_UNREACHABLE: ExitCode.noBroker,
  FLEET_NOT_READY: ExitCode.unknown,
  HISTORY_UNREADABLE: ExitCode.unknown,
  RUN_NOT_FOUND: ExitCode.usage,
  STORED_FILE_INVALID: ExitCode.usage,
  OUTPUT_NOT_WRITABLE: ExitCode.usage,
  INTERRUPTED: ExitCode.interrupted,
};

export const exitCodeOf = (code: ErrorCode): ExitCode => EXIT_CODE_OF[code];
