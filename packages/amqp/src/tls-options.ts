// The TLS options of Node for an AMQP URI: its files, and the host name that the certificate is checked against.
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { checkServerIdentity, type ConnectionOptions } from "node:tls";
import { type AmqpUri, messageOf } from "@fairhare/core";

type TlsOptions = Pick<ConnectionOptions, "ca" | "cert" | "checkServerIdentity" | "key" | "servername">;

/** Empty without TLS. Throws TlsFileError. The certificate of the broker is always verified. */
export function tlsOptions({ scheme, tls }: AmqpUri): TlsOptions {
  if (scheme === "amqp" || tls === null) return {};
  const { caFile, certFile, keyFile, serverName } = tls;
  return {
    ...(caFile === null ? {} : { ca: read(caFile, "cacertfile") }),
    ...(certFile === null ? {} : { cert: read(certFile, "certfile") }),
    ...(keyFile === null ? {} : { key: read(keyFile, "keyfile") }),
    ...(serverName === null ? {} : nameOptions(serverName)),
  };
}

/** TLS does not send an IP address as the name of the server, but a certificate may be for one. */
const nameOptions = (name: string): TlsOptions =>
  isIP(name) === 0
    ? { servername: name }
    : { checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate) };

export class TlsFileError extends Error {}

/** Throws an Error with a sentence for the user if the file is not a readable PEM file, or a key with a passphrase. */
export function checkTlsFile(path: string): void {
  let text: string;
  try {
    text = readFileSync(path, "latin1");
  } catch (cause) {
    throw new Error(`The file cannot be read (${messageOf(cause)}). Check the path.`, { cause });
  }
  if (!text.includes("-----BEGIN "))
    throw new Error("The file is not in PEM format. Convert it with openssl, for example: openssl x509 -inform der.");
  if (/ENCRYPTED/.test(text))
    throw new Error("The key has a passphrase, which Fairhare does not support. Remove it with openssl pkey.");
}

function read(path: string, parameter: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new TlsFileError(`the TLS file ${parameter}=${path} cannot be read (${messageOf(cause)})`, { cause });
  }
}
