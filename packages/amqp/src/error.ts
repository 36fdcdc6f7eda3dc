// What can go wrong between us and a broker, in sentences without secrets.
import { FairhareError, HIDDEN, messageOf, redactAmqpUri } from "@fairhare/core";
import { explainFailure } from "./explain-failure.ts";

/** No connection could be opened: nothing listens, the host is unknown, or the credentials are refused. */
export class BrokerUnreachableError extends FairhareError {
  readonly code = "BROKER_UNREACHABLE";

  /** `uri` with its credentials; what is not a URI is not shown. */
  constructor(uri: string, cause: unknown) {
    const shown = redactAmqpUri(uri);
    super(`No AMQP connection to ${shown === HIDDEN ? "a broker" : shown}: ${explainFailure(cause, uri)}`, { cause });
  }
}

/** The broker was reached and refused what was asked of it (for instance 406 PRECONDITION_FAILED). */
export class BrokerRefusedError extends FairhareError {
  readonly code = "BROKER_REFUSED";
  /** AMQP reply code; 0 when the broker gave none. */
  readonly replyCode: number;
  /** The broker closed the channel on which it was asked. */
  readonly closedChannel: boolean;

  constructor(what: string, cause: unknown, { closedChannel = false } = {}) {
    super(`The broker refused to ${what}: ${messageOf(cause)}${hintFor(cause)}`, { cause });
    this.replyCode = replyCodeOf(cause);
    this.closedChannel = closedChannel;
  }
}

/** How the connection ended; undefined while it is open. */
export type EndOfConnection = () => Promise<{ readonly replyCode: number; readonly reason: string }> | undefined;

/** A channel that went with its connection knows no reason; the connection was told. */
export async function refusalOf(
  what: string,
  cause: unknown,
  endOfConnection: EndOfConnection,
  options: { readonly closedChannel?: boolean } = {},
): Promise<BrokerRefusedError> {
  const end = await endOfConnection();
  return end === undefined
    ? new BrokerRefusedError(what, cause, options)
    : new BrokerRefusedError(what, new ConnectionEndedError(end, cause));
}

class ConnectionEndedError extends Error {
  readonly code: number;

  constructor({ replyCode, reason }: { readonly replyCode: number; readonly reason: string }, cause: unknown) {
    super(reason, { cause });
    this.code = replyCode;
  }
}

/** The broker cuts its reply text at 255 bytes, which takes its own advice away. */
function hintFor(cause: unknown): string {
  return messageOf(cause).includes("transient_nonexcl_queues")
    ? "\nIt does not permit transient queues (deprecated; refused by default from RabbitMQ 4.3 on). Use --durability durable or more, or set deprecated_features.permit.transient_nonexcl_queues = true in its rabbitmq.conf."
    : "";
}

/** AMQP reply code of an amqplib error; 0 when the socket just broke. */
export function replyCodeOf(error: unknown): number {
  const code = error instanceof Error && "code" in error ? error.code : 0;
  return typeof code === "number" ? code : 0;
}
