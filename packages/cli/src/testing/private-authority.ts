// A certificate authority of one test, with certificates for a broker and for a client, made by openssl.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

export interface PrivateAuthority {
  readonly ca: string;
  readonly broker: { readonly cert: string; readonly key: string };
  readonly client: { readonly cert: string; readonly key: string };
}

/** The name in the broker's certificate; it cannot be resolved, so a client must be told to expect it. */
export const BROKER_NAME = "broker.example";

/** Writes PEM files into the directory. Throws if openssl 3 is missing. */
export function createAuthority(directory: string): PrivateAuthority {
  const certify = (name: string, subject: string, extra: readonly string[]) => {
    const [cert, key] = [join(directory, `${name}.pem`), join(directory, `${name}.key`)];
    const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    const files = ["-days", "2", "-subj", `/CN=${subject}`, "-out", cert, "-keyout", key];
    execFileSync("openssl", [...request, ...files, ...extra], { stdio: ["ignore", "ignore", "pipe"] });
    return { cert, key };
  };
  const ca = certify("ca", "test authority", []);
  const signed = ["-CA", ca.cert, "-CAkey", ca.key, "-addext", "basicConstraints=CA:FALSE"];
  return {
    ca: ca.cert,
    broker: certify("broker", BROKER_NAME, [...signed, "-addext", `subjectAltName=DNS:${BROKER_NAME}`]),
    client: certify("client", "client", signed),
  };
}

/** A TLS listener that wants a certificate of every client. */
export const tlsListener = (port: number, { ca, broker }: PrivateAuthority): string[] => [
  `listeners.ssl.1 = 127.0.0.1:${port}`,
  `ssl_options.cacertfile = ${ca}`,
  `ssl_options.certfile = ${broker.cert}`,
  `ssl_options.keyfile = ${broker.key}`,
  "ssl_options.verify = verify_peer",
  "ssl_options.fail_if_no_peer_cert = true",
];
