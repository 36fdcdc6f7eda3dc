// The tap in front of a broker with TLS: a private authority and client certificates. Its clients speak plain AMQP.
import { type ChildProcess, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeServer } from "@fairhare/amqp";
import { type FoundServer, findServer, freePorts, ManagedNode } from "@fairhare/broker";
import { type AmqpUri, formatAmqpUri, parseAmqpUri } from "@fairhare/core";
import { connect } from "amqplib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { BROKER_NAME, createAuthority, type PrivateAuthority, tlsListener } from "../testing/private-authority.ts";
import { runTap, startTap } from "../testing/running-tap.ts";

const { signal } = new AbortController();
const server = installed(() => findServer(process.env));
const openssl = installed(() => execFileSync("openssl", ["version"], { encoding: "utf8" }));

describe.skipIf(server === undefined || !openssl?.startsWith("OpenSSL 3"))("the tap and a broker with TLS", () => {
  let directory: string;
  let authority: PrivateAuthority;
  let node: ManagedNode;
  let tlsPort: number;
  /** Everything to end after a test. */
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "fairhare-tap-tls-"));
    authority = createAuthority(directory);
    [tlsPort = 0] = await freePorts(1);
    node = await ManagedNode.create({
      server: server as FoundServer,
      probe: probeServer,
      env: process.env,
      configuration: tlsListener(tlsPort, authority),
    });
    await node.start(signal);
  });
  afterEach(() => {
    for (const child of children) child.kill("SIGKILL");
  });
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  });

  const uriWith = (changes: Partial<AmqpUri>): string => {
    const { uri } = parseAmqpUri(node.uri);
    if (uri === undefined) throw new Error("the URI of our own node is not valid");
    return formatAmqpUri({ ...uri, ...changes });
  };
  const tlsUri = (): string => uriWith({ scheme: "amqps", port: tlsPort });
  const certificate = (): string[] => [`--tls-cert=${authority.client.cert}`, `--tls-key=${authority.client.key}`];
  const trust = (): string[] => [`--tls-ca=${authority.ca}`, `--tls-servername=${BROKER_NAME}`];

  test("clients without TLS reach it through the tap, and their messages are counted", async () => {
    const tap = await startTap({ uri: tlsUri(), directory, children }, [...trust(), ...certificate()]);
    const client = await connect(tap.uri, { clientProperties: { connection_name: "plain client" } });
    const channel = await client.createConfirmChannel();
    const { queue } = await channel.assertQueue("", { exclusive: true });
    // Longer than a TLS record.
    const body = Buffer.alloc(50_000, "x");
    for (let number = 0; number < 20; number++) channel.sendToQueue(queue, body);
    await channel.waitForConfirms();
    const bodies: Buffer[] = [];
    await new Promise<void>((resolve) => {
      void channel.consume(queue, (message) => {
        if (message === null) return;
        bodies.push(message.content);
        channel.ack(message);
        if (bodies.length === 20) resolve();
      });
    });
    await channel.close();
    await client.close();
    const { code, results } = await tap.interrupt();
    expect(code).toBe(0);
    expect(bodies.every((one) => one.equals(body))).toBe(true);
    expect(results.uri).toMatch(/^amqps:/);
    expect(results.ledger).toMatchObject({ published: 20, confirmed: 20, delivered: 20, acked: 20, unacked: 0 });
    expect(results.connections).toMatchObject({ opened: 1, open: 0, cut: 0, unread: 0 });
  });

  test("a mistake ends it before it listens, with the cause and exit code 3", async () => {
    const attempts: readonly (readonly [uri: string, flags: readonly string[], expected: RegExp])[] = [
      [uriWith({ port: tlsPort }), [], /expects TLS\. Use amqps:\/\//],
      [uriWith({ scheme: "amqps" }), [], /without TLS\. Use amqp:\/\//],
      [tlsUri(), [], /certificate cannot be verified .*--tls-ca/s],
      [tlsUri(), [`--tls-ca=${authority.ca}`], /another host name.*--tls-servername/s],
      [tlsUri(), trust(), /client certificate.*--tls-cert and --tls-key/s],
    ];
    const ends = await Promise.all(
      attempts.map(([uri, flags]) => runTap({ directory, children }, ["--uri", uri, "--listen", "0", ...flags])),
    );
    for (const [index, { code, err }] of ends.entries()) {
      expect({ code, err: err.replaceAll(/\s+/g, " ") }).toMatchObject({
        code: 3,
        err: expect.stringMatching(attempts[index]?.[2] ?? /never/),
      });
      expect(err).not.toContain(parseAmqpUri(node.uri).uri?.password);
    }
  });
});

function installed<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}
