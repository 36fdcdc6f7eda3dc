// Servers on the loopback interface that are not RabbitMQ or not ready, and the error message for each.
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
    "the end of the connection, as a starting broker does",
    (socket: Socket) => socket.end(),
    /closed the connection during the handshake; .*--wait 60s.*amqps:\/\//,
  ],
  ["a reset", (socket: Socket) => socket.resetAndDestroy(), /closed the connection during the handshake/],
])("the error names a server that answers with %s", async (_, answer, expected) => {
  await using server = await AnsweringServer.open(answer);
  const message = await failureOf(`amqp://me:secret@127.0.0.1:${server.port}/v`);
  expect(message).toMatch(expected);
  expect(message).toContain(`amqp://me:***@127.0.0.1:${server.port}/v: `);
  expect(message).not.toContain("secret");
});

test("the error names an HTTP server, such as the management page", async () => {
  await using server = await AnsweringServer.listen(createHttpServer((_, response) => response.end()));
  expect(await failureOf(`amqp://127.0.0.1:${server.port}`)).toMatch(
    /an HTTP server answers on port \d+\. Use .* AMQP port/,
  );
});

test("the error says that nothing listens, and how to wait for a starting broker", async () => {
  let port: number;
  {
    await using server = await AnsweringServer.open(() => undefined);
    ({ port } = server);
  }
  expect(await failureOf(`amqp://127.0.0.1:${port}`)).toMatch(/nothing listens at this address .*--wait 60s/);
});

test("the error names a certificate that cannot be verified, and does not blame the URI", async () => {
  await using server = await AnsweringServer.listen(createTlsServer(SELF_SIGNED));
  expect(await failureOf(`amqps://localhost:${server.port}`)).toMatch(
    /the broker's TLS certificate cannot be verified \(self-signed certificate\)\. Set --tls-ca/,
  );
});

test("the error says when one side uses TLS and the other does not", async () => {
  await using tls = await AnsweringServer.listen(createTlsServer(SELF_SIGNED));
  expect(await failureOf(`amqp://localhost:${tls.port}`)).toMatch(/with TLS, use amqps:\/\//);
  await using plain = await AnsweringServer.open(answering("AMQP\0\0\x09\x01"));
  expect(await failureOf(`amqps://localhost:${plain.port}`)).toMatch(/does not speak TLS\. Use amqp:\/\//);
});

test("a text that is not a valid URI is not shown", async () => {
  const message = await failureOf("amqp://me:sec ret@host");
  expect(message).toMatch(/^No AMQP connection to a broker: the URI is not valid\. It contains a space/);
  expect(message).not.toMatch(/sec|ret@/);
});

test("a list of URIs that all fail has a line for each, in its order", async () => {
  await using first = await AnsweringServer.open((socket) => socket.end());
  await using second = await AnsweringServer.listen(createHttpServer((_, response) => response.end()));
  const message = await failureOf(`amqp://a:secret@127.0.0.1:${first.port},amqp://b:secret@127.0.0.1:${second.port}`);
  const lines = message.split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/amqp:\/\/a:\*\*\*@127\.0\.0\.1:\d+: the server closed the connection/);
  expect(lines[1]).toMatch(/amqp:\/\/b:\*\*\*@127\.0\.0\.1:\d+: an HTTP server answers/);
  expect(message).not.toContain("secret");
});

test("the position of the first URI changes the order, and the others remain for failover", async () => {
  const tried: string[] = [];
  const answer = (name: string) => (socket: Socket) => {
    tried.push(name);
    socket.end();
  };
  await using first = await AnsweringServer.open(answer("first"));
  await using second = await AnsweringServer.open(answer("second"));
  await using third = await AnsweringServer.open(answer("third"));
  const uri = [first, second, third].map(({ port }) => `amqp://127.0.0.1:${port}`).join(",");
  await expect(connect({ uri, firstUri: 1, name: "test" })).rejects.toMatchObject({ code: "BROKER_UNREACHABLE" });
  expect(tried).toEqual(["second", "third", "first"]);
});
