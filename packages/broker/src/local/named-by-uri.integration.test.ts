// One real node, named by different URIs: the effect of user name, virtual host and heartbeat.
/// <reference lib="esnext.disposable" />
import { connect, probeServer } from "@fairhare/amqp";
import { type AmqpUri, formatAmqpUri, parseAmqpUri } from "@fairhare/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBroker } from "../open-broker.ts";
import { installedServer as server } from "../testing/installed-server.ts";
import { ManagedNode } from "./managed-node.ts";

const { signal } = new AbortController();
const PORTS = { probe: probeServer, signal, onNotice: () => undefined };

describe.skipIf(!server)(`a node of ${server?.path}`, () => {
  let node: ManagedNode;
  const uriWith = (changes: Partial<AmqpUri>): string => {
    const { uri } = parseAmqpUri(node.uri);
    if (uri === undefined) throw new Error("the URI of our own node is not valid");
    return formatAmqpUri({ ...uri, ...changes });
  };

  beforeAll(async () => {
    if (!server) return;
    node = await ManagedNode.create({ server, probe: probeServer, env: process.env });
  });
  afterAll(() => node?.[Symbol.asyncDispose]());

  test("that is still starting is used when it is ready, with --wait", async () => {
    const booting = node.start(signal);
    await using broker = await openBroker({ provider: "auto", uri: node.uri, env: {}, waitSeconds: 60 }, PORTS);
    expect(broker.provider).toBe("external");
    expect(broker.facts).toEqual(await booting);
  });

  test("accepts a user whose name, password and virtual host need UTF-8", async () => {
    await node.ctl(["add_user", "jürgen", "gehe:im/€ @?#%"], signal);
    await node.ctl(["add_vhost", "café/1"], signal);
    await node.ctl(["set_permissions", "--vhost", "café/1", "jürgen", ".*", ".*", ".*"], signal);
    const uri = uriWith({ user: "jürgen", password: "gehe:im/€ @?#%", vhost: "café/1" });
    expect(uri).toContain("j%C3%BCrgen:");
    await expect(probeServer(uri)).resolves.toMatchObject({ product: "RabbitMQ" });
  });

  test("refuses a virtual host that does not exist, and the error names it", async () => {
    await expect(probeServer(uriWith({ vhost: "nowhere" }))).rejects.toThrow(
      /the broker refused the virtual host "nowhere": it does not exist/,
    );
  });

  test("refuses a wrong password, and the error does not contain it", async () => {
    const failure = probeServer(uriWith({ password: "not-this-one" }));
    await expect(failure).rejects.toThrow(
      /the broker refused the user name or the password\. Check the user name and the password/,
    );
    await expect(failure).rejects.not.toThrow(/not-this-one/);
  });

  test.each([
    ["the value in the URI", 7, undefined, 7],
    ["the option, not the value in the URI", 7, 9, 9],
    ["the broker's value if it is smaller", 300, undefined, 60],
    ["none if the URI turns it off", 0, undefined, 0],
    ["the default without a value", null, undefined, 60],
  ])("negotiates a heartbeat: %s", async (_, inUri, asked, negotiated) => {
    await using connection = await connect({
      uri: uriWith({ heartbeatSeconds: inUri }),
      name: "test",
      ...(asked === undefined ? {} : { heartbeatSeconds: asked }),
    });
    expect(connection.heartbeatSeconds).toBe(negotiated);
  });
});
