// AMQP_URL_FILE: the URI of the broker in a file, as engines of containers hand over their secrets. All other code reads
// AMQP_URL only.
import { resolve } from "node:path";
import { FairhareError, messageOf } from "@fairhare/core";
import { readText } from "./read-text.ts";

const URI = "AMQP_URL";
const FILE = "AMQP_URL_FILE";
/** Much longer than a list of URIs. */
const MAX_BYTES = 65_536;

class BrokerUriFileError extends FairhareError {
  readonly code = "INVALID_PLAN";
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment with AMQP_URL from the file, if there is one. Empty variables count as unset.
 * @throws BrokerUriFileError when the file cannot be read, or when both variables are set.
 */
export function withBrokerUri(environment: Environment, userDirectory: string): Environment {
  const name = environment[FILE];
  if (!name) return environment;
  if (environment[URI]) throw new BrokerUriFileError(`${FILE} and ${URI} are both set. Unset one of them.`);
  return { ...environment, [URI]: uriIn(name, userDirectory) };
}

function uriIn(name: string, userDirectory: string): string {
  let uri: string;
  try {
    uri = readText(resolve(userDirectory, name), MAX_BYTES).trim();
  } catch (error) {
    throw new BrokerUriFileError(`${FILE}=${name}: ${messageOf(error)}`, { cause: error });
  }
  if (uri === "")
    throw new BrokerUriFileError(`${FILE}=${name}: The file is empty. Write the URI of the broker into it.`);
  return uri;
}
