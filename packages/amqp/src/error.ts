// What can go wrong between us and a broker, in sentences without secrets.
import { FairhareError, messageOf, redactSecrets } from "@fairhare/core";

/** No connection could be opened: nothing listens, the host is unknown, or the credentials are refused. */
export class BrokerUnreachableError extends FairhareError {
  readonly code = "BROKER_UNREACHABLE";

  constructor(uri: string, cause: unknown) {
    super(`No AMQP connection to ${redactSecrets(uri)}: ${explain(cause)}`, { cause });
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
    super(`The broker refused to ${what}: ${messageOf(cause)}`, { cause });
    this.replyCode = replyCodeOf(cause);
    this.closedChannel = closedChannel;
  }
}

/** AMQP reply code of an amqplib error; 0 when the socket just broke. */
export function replyCodeOf(error: unknown): number {
  const code = error instanceof Error && "code" in error ? error.code : 0;
  return typeof code === "number" ? code : 0;
}

function explain(cause: unknown): string {
  const text = messageOf(cause) || (cause instanceof AggregateError ? cause.errors.map(messageOf).join("; ") : "");
  if (text.includes("ECONNREFUSED"))
    return `nothing listens there (${text}). Start a broker, or name another with --uri or AMQP_URL.`;
  if (text.includes("ENOTFOUND") || text.includes("EAI_AGAIN"))
    return `the host name is not known (${text}). Mend the host in --uri or AMQP_URL.`;
  if (text.includes("ACCESS-REFUSED") || text.includes("ACCESS_REFUSED"))
    return "the user name or the password is refused. Mend them in --uri or AMQP_URL.";
  if (text.includes("ETIMEDOUT")) return "it did not answer in time. Mend the host or the port in --uri or AMQP_URL.";
  return `${text.replace(/\.$/, "")}. Mend --uri or AMQP_URL.`;
}
