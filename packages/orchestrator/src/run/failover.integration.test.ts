// A running fleet whose broker has two addresses, of which the first one goes down.
import { probeServer } from "@fairhare/amqp";
import { openBroker } from "@fairhare/broker";
import { formatAmqpUri, parseAmqpUri } from "@fairhare/core";
import { Line } from "@fairhare/proxy";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Lab, runOf } from "../testing/lab.ts";

/** Two seconds of publishing. */
const SETTINGS = {
  workers: 2,
  producers: 2,
  tasks: 200,
  ratePerSecond: 50,
  heavyMs: 10,
  lightMs: 10,
  durability: "confirmed",
  confirmWindow: 20,
  onUnknown: "republish",
} as const;
const DOWN_AFTER_MS = 800;

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

it("moves to the second URI when the first one goes down, and loses no task", async () => {
  const { uri } = parseAmqpUri(lab.broker.uri);
  if (uri === undefined) throw new Error("the broker of the lab has no valid URI");
  const { host, port: brokerPort } = uri;
  const first = await Line.listen({ host, port: brokerPort });
  await using second = await Line.listen({ host, port: brokerPort });
  const uris = [first, second].map(({ port }) => formatAmqpUri({ ...uri, host: "127.0.0.1", port })).join(",");
  const ports = { probe: probeServer, signal: new AbortController().signal, onNotice: () => undefined };
  await using broker = await openBroker({ provider: "external", uri: uris, env: {} }, ports);
  let down: Promise<void> | undefined;
  const observer = ({ type, phase }: { readonly type: string; readonly phase?: string }): void => {
    if (type === "phase" && phase === "publishing")
      setTimeout(() => {
        down = first[Symbol.asyncDispose]();
      }, DOWN_AFTER_MS);
  };
  const run = runOf(await lab.run([SETTINGS], { broker, observer }));
  await down;
  expect(run.verdict).toBe("pass");
  expect(run.ledger).toMatchObject({ attempted: 200, completed: 200, lost: 0, unknown: 0 });
  expect(run.connections).toEqual([{ uri: 1, producers: 2, workers: 2 }]);
  // Both workers and both producers lost the connection to the first address.
  expect(run.disconnects.reduce((sum, { count }) => sum + count, 0)).toBe(4);
  // The tasks of both halves of the run: before and after the failover.
  expect(run.makespanMs).toBeGreaterThan(DOWN_AFTER_MS);
});
