// The tap in front of a broker with TLS: a private authority and client certificates. Its clients speak plain AMQP.
import type { ChildProcess } from "node:child_process";
import { parseAmqpUri } from "@fairhare/core";
import { connect } from "amqplib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { runTap, startTap } from "../testing/running-tap.ts";
import { canServeTls, TlsBroker } from "../testing/tls-broker.ts";

describe.skipIf(!canServeTls)("the tap and a broker with TLS", () => {
  let broker: TlsBroker;
  /** Everything to end after a test. */
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    broker = await TlsBroker.create("tap-tls");
    await broker.node.start(new AbortController().signal);
  });
  afterEach(() => {
    for (const child of children) child.kill("SIGKILL");
  });
  afterAll(() => broker?.[Symbol.asyncDispose]());

  test("clients without TLS reach it through the tap, and their messages are counted", async () => {
    const tap = await startTap({ uri: broker.tlsUri(), directory: broker.directory, children }, [
      ...broker.trust(),
      ...broker.certificate(),
    ]);
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
      [broker.uri({ port: broker.tlsPort }), [], /expects TLS\. Use amqps:\/\//],
      [broker.uri({ scheme: "amqps" }), [], /without TLS\. Use amqp:\/\//],
      [broker.tlsUri(), [], /certificate cannot be verified .*--tls-ca/s],
      [broker.tlsUri(), [`--tls-ca=${broker.authority.ca}`], /another host name.*--tls-servername/s],
      [broker.tlsUri(), broker.trust(), /client certificate.*--tls-cert and --tls-key/s],
    ];
    const ends = await Promise.all(
      attempts.map(([uri, flags]) =>
        runTap({ directory: broker.directory, children }, ["--uri", uri, "--listen", "0", ...flags]),
      ),
    );
    for (const [index, { code, err }] of ends.entries()) {
      expect({ code, err: err.replaceAll(/\s+/g, " ") }).toMatchObject({
        code: 3,
        err: expect.stringMatching(attempts[index]?.[2] ?? /never/),
      });
      expect(err).not.toContain(parseAmqpUri(broker.node.uri).uri?.password);
    }
  });
});
