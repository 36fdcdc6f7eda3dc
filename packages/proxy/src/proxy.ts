// A TCP proxy between a fleet and its broker, used only in runs with connection faults or an added round trip. Each process
// has its own line, so that a fault can select whose connection it hits.
import { type AmqpUri, formatAmqpUri, parseAmqpUri } from "@fairhare/core";
import type { FleetMember, FleetProxy } from "./fleet-proxy.ts";
import { Line } from "./line.ts";
import type { Upstream } from "./upstream.ts";

export class Proxy implements FleetProxy {
  readonly #brokerUri: string;
  readonly #lines = new Map<string, Line>();

  private constructor(brokerUri: string) {
    this.#brokerUri = brokerUri;
  }

  /** Bytes pass unchanged, with TLS still encrypted. `brokerUri` is a single URI. */
  static async open(brokerUri: string, members: readonly FleetMember[]): Promise<Proxy> {
    const proxy = new Proxy(brokerUri);
    for (const member of members) await proxy.admit(member);
    return proxy;
  }

  async admit(member: FleetMember): Promise<void> {
    this.#lines.set(keyOf(member), await Line.listen(upstreamOf(this.#brokerUri)));
  }

  isBefore(member: FleetMember): boolean {
    return this.#lines.has(keyOf(member));
  }

  lineOf(member: FleetMember): Line {
    const line = this.#lines.get(keyOf(member));
    if (line === undefined) throw new Error(`the proxy has no line for ${keyOf(member)}`);
    return line;
  }

  uriOf(member: FleetMember): string {
    const broker = partsOf(this.#brokerUri);
    return formatAmqpUri({ ...broker, ...withItsName(broker), host: "127.0.0.1", port: this.lineOf(member).port });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#lines.values()].map((line) => line[Symbol.asyncDispose]()));
  }
}

/** The certificate is still checked against the name of the broker, not against the address of the proxy. */
const withItsName = ({ scheme, host, tls }: AmqpUri): Pick<AmqpUri, "tls"> =>
  scheme === "amqp"
    ? { tls }
    : { tls: { caFile: null, certFile: null, keyFile: null, ...tls, serverName: tls?.serverName ?? host } };

const keyOf = ({ role, process }: FleetMember): string => `${role} ${process}`;

function partsOf(text: string): AmqpUri {
  const { uri, problem } = parseAmqpUri(text);
  if (uri === undefined) throw new Error(`the URI of the broker is not valid: ${problem}`);
  return uri;
}

function upstreamOf(uri: string): Upstream {
  const { host, port } = partsOf(uri);
  return { host, port };
}
