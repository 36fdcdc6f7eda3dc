/// <reference lib="esnext.disposable" />
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { afterAll, describe, expect, test } from "vitest";
import { connect } from "./connection.ts";
import { AnsweringServer } from "./testing/answering-server.ts";
import { SELF_SIGNED } from "./testing/self-signed.ts";
import { checkTlsFile } from "./tls-options.ts";

const failureWith = async (host: string, query: string): Promise<string> => {
  // A TLS server that closes: a failure of the AMQP handshake means that the certificate was accepted.
  await using server = await AnsweringServer.listen(createTlsServer(SELF_SIGNED, (socket) => socket.destroy()));
  const opening = connect({ uri: `amqps://${host}:${server.port}?${query}`, name: "test" });
  return await opening.then(
    () => "none",
    (error: unknown) => String(error),
  );
};

describe("TLS files of a URI", () => {
  const directory = mkdtempSync(join(tmpdir(), "fairhare-tls-"));
  const fileWith = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text);
    return encodeURIComponent(join(directory, name));
  };
  const ca = fileWith("ca.pem", SELF_SIGNED.cert);
  const key = fileWith("key.pem", SELF_SIGNED.key);
  const text = fileWith("text.pem", "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
  afterAll(() => rmSync(directory, { recursive: true }));

  test("the authority of the broker's certificate is trusted", async () => {
    expect(await failureWith("localhost", `cacertfile=${ca}`)).toMatch(/closed the connection during the handshake/);
  });

  test("the certificate must have the host name of the URI, or the given one", async () => {
    expect(await failureWith("127.0.0.1", `cacertfile=${ca}`)).toMatch(/another host name.*--tls-servername/);
    expect(await failureWith("127.0.0.1", `cacertfile=${ca}&server_name_indication=localhost`)).toMatch(
      /closed the connection during the handshake/,
    );
    expect(await failureWith("localhost", `cacertfile=${ca}&server_name_indication=10.0.0.1`)).toMatch(
      /another host name/,
    );
  });

  test("a file that is missing or not valid is named", async () => {
    expect(await failureWith("localhost", "cacertfile=%2Fno%2Fca.pem")).toMatch(
      /TLS file cacertfile=\/no\/ca\.pem cannot be read .*--tls-ca/,
    );
    expect(await failureWith("localhost", `certfile=${text}&keyfile=${key}`)).toMatch(/a TLS file cannot be used/);
  });

  test("a file is checked before it is used", () => {
    expect(() => checkTlsFile(join(directory, "ca.pem"))).not.toThrow();
    expect(() => checkTlsFile(join(directory, "missing.pem"))).toThrow(/cannot be read/);
    fileWith("der.pem", "\x30\x82");
    expect(() => checkTlsFile(join(directory, "der.pem"))).toThrow(/not in PEM format/);
    fileWith("locked.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----");
    expect(() => checkTlsFile(join(directory, "locked.pem"))).toThrow(/has a passphrase/);
  });
});
