// Servers that do not speak what the URI says, in both directions.
/// <reference lib="esnext.disposable" />
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createTlsServer } from "node:tls";
import { describe, expect, test } from "vitest";
import { probeServer } from "../probe.ts";
import { AnsweringServer } from "../testing/answering-server.ts";
import { SELF_SIGNED } from "../testing/self-signed.ts";

/** The start of connection.start, as RabbitMQ sends it. */
const CONNECTION_START = Buffer.from([1, 0, 0, 0, 0, 1, 0xf4, 0, 10, 0, 10]);
/** Alert of TLS: fatal, unexpected message. */
const TLS_ALERT = Buffer.from([21, 3, 3, 0, 2, 2, 10]);

const plain = () => AnsweringServer.open((socket) => socket.end(CONNECTION_START));
const tls = () => AnsweringServer.listen(createTlsServer(SELF_SIGNED));
const alerting = () => AnsweringServer.open((socket) => socket.end(TLS_ALERT));
const http = () => AnsweringServer.listen(createHttpServer((_, response) => response.end()));
const https = () => AnsweringServer.listen(createHttpsServer(SELF_SIGNED, (_, response) => response.end()));

describe("a probe looks at a server whose handshake fails", () => {
  test.each([
    ["amqp:// to a TLS port that closes the connection", "amqp", tls, /port \d+ expects TLS\. Use amqps:\/\//],
    ["amqp:// to a TLS port that answers with an alert", "amqp", alerting, /port \d+ expects TLS\. Use amqps:\/\//],
    ["amqp:// to an HTTPS port", "amqp", https, /HTTP server|expects TLS/],
    ["amqp:// to an HTTP port", "amqp", http, /an HTTP server answers on port \d+/],
    ["amqps:// to a port without TLS", "amqps", plain, /port \d+ speaks AMQP without TLS\. Use amqp:\/\//],
    ["amqps:// to an HTTP port", "amqps", http, /an HTTP server answers on port \d+/],
    ["amqps:// to a broker with an unknown certificate", "amqps", tls, /cannot be verified .*--tls-ca/],
  ])("%s", async (_, scheme, listen, expected) => {
    await using server = await listen();
    await expect(probeServer(`${scheme}://me:secret@localhost:${server.port}`)).rejects.toThrow(expected);
  });
});
