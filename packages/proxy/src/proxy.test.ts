/// <reference lib="esnext.disposable" />
import { parseAmqpUri } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { Proxy } from "./proxy.ts";

const WORKER = { role: "worker", process: 1 } as const;

describe("the URI of a line", () => {
  it("has the address of the line and everything else of the broker's URI", async () => {
    await using proxy = await Proxy.open("amqp://me:pw@broker.example:1234/v?heartbeat=7", [WORKER]);
    const { port } = proxy.lineOf(WORKER);
    expect(proxy.uriOf(WORKER)).toBe(`amqp://me:pw@127.0.0.1:${port}/v?heartbeat=7`);
  });

  it.each([
    ["amqps://broker.example", { caFile: null, serverName: "broker.example" }],
    ["amqps://10.0.0.1?cacertfile=/ca.pem", { caFile: "/ca.pem", serverName: "10.0.0.1" }],
    ["amqps://10.0.0.1?server_name_indication=broker.example", { serverName: "broker.example" }],
  ])("of %s keeps the name that the certificate must have", async (broker, tls) => {
    await using proxy = await Proxy.open(broker, [WORKER]);
    expect(parseAmqpUri(proxy.uriOf(WORKER)).uri).toMatchObject({ scheme: "amqps", host: "127.0.0.1", tls });
  });
});
