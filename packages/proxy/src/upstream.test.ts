// A line with TLS on the broker's side and plain TCP on the client's.
import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Line } from "./line.ts";

const closed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.on("close", () => resolve()));

let directory: string;
let server: Server;
let port: number;
let certificate: Buffer;
let line: Line;

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

beforeAll(async () => {
  if (!hasOpenssl) return;
  directory = mkdtempSync(join(tmpdir(), "line-tls-"));
  const [keyFile, certFile] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const files = ["-keyout", keyFile, "-out", certFile];
  execFileSync("openssl", ["req", "-x509", ...curve, "-days", "2", ...name, ...files], { stdio: "ignore" });
  certificate = readFileSync(certFile);
  server = createServer({ key: readFileSync(keyFile), cert: certificate }, (socket) => {
    socket.on("error", () => undefined);
    socket.pipe(socket);
  });
  server.on("tlsClientError", () => undefined);
  server.listen(0, "localhost");
  await once(server, "listening");
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});

afterEach(() => line[Symbol.asyncDispose]());

afterAll(() => {
  if (!hasOpenssl) return;
  server.close();
  rmSync(directory, { recursive: true });
});

describe.skipIf(!hasOpenssl)("a line to a broker with TLS", () => {
  it("encrypts what the client sends in plain text, and ends like a direct connection", async () => {
    line = await Line.listen({ host: "localhost", port, tls: { ca: certificate } });
    const client = connect(line.port, "127.0.0.1");
    client.end("hello over TLS");
    const parts: Buffer[] = [];
    for await (const part of client) parts.push(part as Buffer);
    expect(Buffer.concat(parts).toString()).toBe("hello over TLS");
  });

  it("resets the client if the broker's certificate is not trusted, and names the reason", async () => {
    const reasons: string[] = [];
    const observer = {
      fromClient: () => undefined,
      fromBroker: () => undefined,
      ended: () => undefined,
      brokerFailed: ({ message }: Error) => void reasons.push(message),
    };
    line = await Line.listen({ host: "localhost", port, tls: {} }, { opened: () => observer });
    const client = connect(line.port, "127.0.0.1");
    client.on("error", () => undefined);
    await closed(client);
    expect(reasons.join(" ")).toMatch(/self-signed certificate/);
  });

  it("is cut at once", async () => {
    line = await Line.listen({ host: "localhost", port, tls: { ca: certificate } });
    const client = connect(line.port, "127.0.0.1");
    client.on("error", () => undefined);
    client.write("x");
    await once(client, "data");
    line.cut();
    await closed(client);
    expect(client.destroyed).toBe(true);
  });
});
