import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { tapTarget } from "./tap-target.ts";

it("a plain address stays as it is", () => {
  expect(tapTarget("amqp://me:p%40w@broker:5673/v?heartbeat=5")).toEqual({
    brokerUri: "amqp://me:p%40w@broker:5673/v?heartbeat=5",
    tls: {},
  });
});

it("TLS parameters become options of the tap", () => {
  const file = encodeURIComponent(fileURLToPath(import.meta.url));
  const { brokerUri, tls } = tapTarget(`amqps://me:pw@broker/v?cacertfile=${file}&server_name_indication=other`);
  expect(brokerUri).toBe("amqps://me:pw@broker:5671/v");
  expect(String(tls?.ca)).toContain("TLS parameters become options");
  expect(tls?.servername).toBe("other");
});
