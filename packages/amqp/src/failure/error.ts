// The errors of a connection to a broker: unreachable, or a request refused. Messages contain no password.
import { FairhareError, HIDDEN, messageOf, redactAmqpUri } from "@fairhare/core";
import { explainFailure } from "./explain-failure.ts";
import type { ServerKind } from "./server-kind.ts";

/** No connection could be opened: for example, nothing listens, the host is unknown, or the credentials are refused. */
export class BrokerUnreachableError extends FairhareError {
  readonly code = "BROKER_UNREACHABLE";

  /**
   * `uri` includes its credentials; the message shows it without the password, or not at all if it is not valid. If the
   * cause is an AggregateError with one such error for each URI of a list, the message has a line for each. `kind` is
   * what the server speaks, if that was examined.
   */
  constructor(uri: string, cause: unknown, kind?: ServerKind) {
    const failures = failuresIn(cause);
    super(failures === undefined ? failureText(uri, cause, kind) : failures.map(({ message }) => message).join("\n"), {
      cause,
    });
  }
}

function failuresIn(cause: unknown): readonly BrokerUnreachableError[] | undefined {
  const errors: readonly unknown[] = cause instanceof AggregateError ? cause.errors : [];
  const failures = errors.filter((error) => error instanceof BrokerUnreachableError);
  return failures.length > 0 && failures.length === errors.length ? failures : undefined;
}

function failureText(uri: string, cause: unknown, kind: ServerKind | undefined): string {
  const shown = redactAmqpUri(uri);
  return `No AMQP connection to ${shown === HIDDEN ? "a broker" : shown}: ${explainFailure(cause, uri, kind)}`;
}

/** The broker refused a request (for example with 406 PRECONDITION_FAILED). */
export class BrokerRefusedError extends FairhareError {
  readonly code = "BROKER_REFUSED";
  /** AMQP reply code; 0 if the broker sent none. */
  readonly replyCode: number;
  /** The broker closed the channel of the request. */
  readonly closedChannel: boolean;

  /** `what` continues the sentence "The broker refused to". */
  constructor(what: string, cause: unknown, { closedChannel = false } = {}) {
    super(`The broker refused to ${what}: ${messageOf(cause)}${hintFor(cause)}`, { cause });
    this.replyCode = replyCodeOf(cause);
    this.closedChannel = closedChannel;
  }
}

/** How the connection ended; `undefined` while it is open. */
export type EndOfConnection = () => Promise<{ readonly replyCode: number; readonly reason: string }> | undefined;

/** If the whole connection ended, its reason is used: a channel that ended with its connection has none. */
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

/** The broker cuts its reply text at 255 bytes, and with it its own advice. */
function hintFor(cause: unknown): string {
  return messageOf(cause).includes("transient_nonexcl_queues")
    ? "\nThe broker does not permit transient queues (deprecated; refused by default from RabbitMQ 4.3 on). Use --durability durable, persistent or confirmed, or set deprecated_features.permit.transient_nonexcl_queues = true in its rabbitmq.conf."
    : "";
}

/** AMQP reply code of an amqplib error; 0 if the socket broke without one. */
export function replyCodeOf(error: unknown): number {
  const code = error instanceof Error && "code" in error ? error.code : 0;
  return typeof code === "number" ? code : 0;
}
