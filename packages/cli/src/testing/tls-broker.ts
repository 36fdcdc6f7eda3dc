// A private node that also listens with TLS, and the certificates of its authority, for the tests of one file. The node is not
// started. Without RabbitMQ or OpenSSL 3 such tests are skipped.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeServer } from "@fairhare/amqp";
import { type FoundServer, findServer, freePorts, ManagedNode } from "@fairhare/broker";
import { type AmqpUri, formatAmqpUri, parseAmqpUri } from "@fairhare/core";
import { BROKER_NAME, createAuthority, type PrivateAuthority, tlsListener } from "./private-authority.ts";

const server = installed(() => findServer(process.env));
const openssl = installed(() => execFileSync("openssl", ["version"], { encoding: "utf8" }));

export const canServeTls = server !== undefined && openssl?.startsWith("OpenSSL 3") === true;
if (!canServeTls) process.stderr.write("tests of TLS: skipped. Install rabbitmq-server and OpenSSL 3.\n");

export class TlsBroker implements AsyncDisposable {
  readonly directory: string;
  readonly node: ManagedNode;
  readonly authority: PrivateAuthority;
  readonly tlsPort: number;

  private constructor(directory: string, node: ManagedNode, authority: PrivateAuthority, tlsPort: number) {
    this.directory = directory;
    this.node = node;
    this.authority = authority;
    this.tlsPort = tlsPort;
  }

  /** `name` is part of the name of the directory. */
  static async create(name: string): Promise<TlsBroker> {
    const directory = mkdtempSync(join(tmpdir(), `fairhare-${name}-`));
    const authority = createAuthority(directory);
    const [tlsPort = 0] = await freePorts(1);
    const node = await ManagedNode.create({
      server: server as FoundServer,
      probe: probeServer,
      env: process.env,
      configuration: tlsListener(tlsPort, authority),
    });
    return new TlsBroker(directory, node, authority, tlsPort);
  }

  /** The URI without TLS, with these changes. */
  uri(changes: Partial<AmqpUri> = {}): string {
    const { uri } = parseAmqpUri(this.node.uri);
    if (uri === undefined) throw new Error("the URI of our own node is not valid");
    return formatAmqpUri({ ...uri, ...changes });
  }

  tlsUri(changes: Partial<AmqpUri> = {}): string {
    return this.uri({ scheme: "amqps", port: this.tlsPort, ...changes });
  }

  /** Flags of a client that verifies the broker. */
  trust(): string[] {
    return [`--tls-ca=${this.authority.ca}`, `--tls-servername=${BROKER_NAME}`];
  }

  /** Flags with the certificate that the broker wants of a client. */
  certificate(): string[] {
    const { cert, key } = this.authority.client;
    return [`--tls-cert=${cert}`, `--tls-key=${key}`];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.node[Symbol.asyncDispose]();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function installed<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}
