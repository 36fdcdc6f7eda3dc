// Servers that are not RabbitMQ, or not ready, on the loopback interface: what the user is told of each.
/// <reference lib="esnext.disposable" />
import { createServer as createHttpServer } from "node:http";
import type { Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { expect, test } from "vitest";
import { connect } from "./connection.ts";
import { AnsweringServer } from "./testing/answering-server.ts";
import { SELF_SIGNED } from "./testing/self-signed.ts";

async function failureOf(uri: string): Promise<string> {
  try {
    await (await connect({ uri, name: "test" })).close();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("the connection was opened");
}

const answering = (text: string) => (socket: Socket) => socket.end(Buffer.from(text, "latin1"));

test.each([
  ["another version of AMQP", answering("AMQP\0\x01\0\0"), /port \d+ does not speak AMQP 0-9-1\. Check the port/],
  ["a greeting of another protocol", answering("SSH-2.0-OpenSSH_9.2\r\n"), /does not speak AMQP 0-9-1/],
  [
    "the end of the connection, as a broker does that is booting",
    (socket: Socket) => socket.end(),
    /closed the connection during the handshake\. --wait 60s .*amqps:\/\//,
  ],
  ["a reset", (socket: Socket) => socket.resetAndDestroy(), /closed the connection during the handshake/],
])("a server that answers with %s is told as what it is", async (_, answer, expected) => {
  await using server = await AnsweringServer.open(answer);
  const message = await failureOf(`amqp://me:secret@127.0.0.1:${server.port}/v`);
  expect(message).toMatch(expected);
  expect(message).toContain(`amqp://me:***@127.0.0.1:${server.port}/v: `);
  expect(message).not.toContain("secret");
});

test("an HTTP server, such as the management page, is named", async () => {
  await using server = await AnsweringServer.listen(createHttpServer((_, response) => response.end()));
  expect(await failureOf(`amqp://127.0.0.1:${server.port}`)).toMatch(
    /an HTTP server answers on port \d+\. Use .* AMQP port/,
  );
});

test("nothing on the port is told, and that a booting broker can be waited for", async () => {
  let port: number;
  {
    await using server = await AnsweringServer.open(() => undefined);
    ({ port } = server);
  }
  expect(await failureOf(`amqp://127.0.0.1:${port}`)).toMatch(/nothing listens there .*--wait 60s/);
});

test("a certificate that cannot be verified is the cause, not the URI", async () => {
  await using server = await AnsweringServer.listen(createTlsServer(SELF_SIGNED));
  expect(await failureOf(`amqps://localhost:${server.port}`)).toMatch(
    /its TLS certificate cannot be verified \(self-signed certificate\)\. Set NODE_EXTRA_CA_CERTS/,
  );
});

test("TLS and no TLS are told apart, both ways", async () => {
  await using tls = await AnsweringServer.listen(createTlsServer(SELF_SIGNED));
  expect(await failureOf(`amqp://localhost:${tls.port}`)).toMatch(/amqps:\/\/ is with it/);
  await using plain = await AnsweringServer.open(answering("AMQP\0\0\x09\x01"));
  expect(await failureOf(`amqps://localhost:${plain.port}`)).toMatch(/does not speak TLS\. Use amqp:\/\//);
});

test("what is not a URI is not shown", async () => {
  const message = await failureOf("amqp://me:sec ret@host");
  expect(message).toMatch(/^No AMQP connection to a broker: its URI is not valid\. It has a space/);
  expect(message).not.toMatch(/sec|ret@/);
});
