// Settled declarations survive an immediate power cut, with either metadata store.
/// <reference lib="esnext.disposable" />
import { connect, probeServer } from "@fairhare/amqp";
import { expect, onTestFinished, test } from "vitest";
import { installedServer as server } from "../../testing/installed-server.ts";
import { ManagedNode } from "../managed-node.ts";
import { canPowerCut } from "./power-cut-ability.ts";

const { isAvailable, reason } = canPowerCut();
if (reason !== null) process.stderr.write(`settle: skipped. ${reason}\n`);

test.skipIf(!server || !isAvailable)("a settled queue survives a power cut", async () => {
  if (!server) return;
  const { signal } = new AbortController();
  const node = await ManagedNode.create({ server, probe: probeServer, env: process.env, needs: ["power-cut"] });
  onTestFinished(() => node[Symbol.asyncDispose]());
  await node.start(signal);
  const kinds = [
    { name: "classic", type: "classic", durable: true, expiresMs: 0 },
    { name: "quorum", type: "quorum", durable: true, expiresMs: 0 },
  ] as const;
  {
    await using connection = await connect({ uri: node.uri, name: "test", heartbeatSeconds: 10 });
    for (const spec of kinds) await connection.openQueueAdmin().declare(spec);
  }
  await node.settle(signal);
  await node.powerCut(signal);
  await node.start(signal);
  await using connection = await connect({ uri: node.uri, name: "test", heartbeatSeconds: 10 });
  for (const { name } of kinds)
    expect(await connection.openQueueAdmin().depth(name)).toEqual({ ready: 0, consumers: 0 });
});
