// A broker that does not permit transient queues closes the whole connection at the declaration. The error must contain
// the broker's reason and what to do.
/// <reference lib="esnext.disposable" />
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { connect, probeServer } from "@fairhare/amqp";
import { brokerRules, messageOf } from "@fairhare/core";
import { expect, onTestFinished, test } from "vitest";
import { installedServer as server } from "../testing/installed-server.ts";
import { ManagedNode } from "./managed-node.ts";

const DENIED = "[{rabbit, [{permit_deprecated_features, #{transient_nonexcl_queues => false}}]}].\n";

test.skipIf(!server)(
  "the error of a broker that refuses transient queues contains its reason and what to do",
  async ({ skip }) => {
    if (!server) return;
    const { signal } = new AbortController();
    const node = await ManagedNode.create({ server, probe: probeServer, env: process.env });
    onTestFinished(() => node[Symbol.asyncDispose]());
    writeFileSync(join(dirname(node.dataDir), "advanced.config"), DENIED);
    const { version } = await node.start(signal);
    if (brokerRules(version).transientQueues === "permitted") skip(`${version} does not deprecate them yet`);

    await using connection = await connect({ uri: node.uri, name: "test", heartbeatSeconds: 10 });
    const transient = { name: "transient", type: "classic", durable: false, expiresMs: 0 } as const;
    const refusal: unknown = await connection
      .openQueueAdmin()
      .declare(transient)
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "BROKER_REFUSED", replyCode: 541 });
    expect(messageOf(refusal)).toMatch(
      /declare queue "transient".*INTERNAL_ERROR - Feature `transient_nonexcl_queues`/s,
    );
    expect(messageOf(refusal)).toContain("Use --durability durable, persistent or confirmed");
    // Later requests on the closed connection are refused with the same reason.
    for (const asked of [connection.openConsumer({ prefetch: 1 }), connection.openPublisher({ confirms: true })])
      await expect(asked).rejects.toThrow(/refused to open a channel for \w+: .*transient_nonexcl_queues/s);
  },
);
