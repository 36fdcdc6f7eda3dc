import { expect, test } from "vitest";
import { createDirectory, layoutOf, newIdentity, serverConfig } from "./layout.ts";
import { nodeEnvironment } from "./node-environment.ts";

const identity = newIdentity([15_001, 15_002, 15_003]);
const layout = layoutOf(identity, "/tmp");

test("AMQP listens on the loopback address only, and the user is not guest", () => {
  const config = serverConfig(identity);
  expect(config).toContain("listeners.tcp.1 = 127.0.0.1:15001\n");
  expect(config).toContain(`default_user = ${identity.user}\n`);
  expect(config).not.toContain("guest");
});

test("two nodes have different ids, users, passwords and cookies", () => {
  const other = newIdentity([15_001, 15_002, 15_003]);
  for (const secret of ["id", "user", "password", "cookie"] as const) expect(other[secret]).not.toBe(identity[secret]);
});

test("the node does not inherit RabbitMQ or Erlang settings from the user's environment", () => {
  const env = {
    PATH: "/usr/bin",
    HOME: "/home/ann",
    RABBITMQ_NODENAME: "production@db1",
    RABBITMQ_MNESIA_DIR: "/var/lib/rabbitmq/mnesia",
    NODENAME: "production",
    ERL_FLAGS: "-name production",
    ERL_EPMD_PORT: "4369",
    NOTIFY_SOCKET: "/run/systemd/notify",
  };
  const result = nodeEnvironment(identity, layout, env);
  expect(result).toMatchObject({
    PATH: "/usr/bin",
    HOME: layout.home,
    ERL_EPMD_PORT: "15003",
    ERL_EPMD_ADDRESS: "127.0.0.1",
    FAIRHARE_NODE_ID: identity.id,
  });
  expect(Object.values(result).join(" ")).not.toContain("production");
  for (const name of ["RABBITMQ_MNESIA_DIR", "ERL_FLAGS", "NOTIFY_SOCKET"]) expect(result).not.toHaveProperty(name);
});

test("every path of the node is in its own directory", () => {
  for (const path of Object.values(layout))
    expect(path.startsWith(`/tmp/fairhare-broker-${identity.shortId}`)).toBe(true);
});

test("a directory that cannot be created is a failed start that names TMPDIR", async () => {
  const creation = createDirectory(identity, layoutOf(identity, "/nowhere/at/all"));
  await expect(creation).rejects.toMatchObject({ code: "BROKER_START_FAILED" });
  await expect(creation).rejects.toThrow(/\/nowhere\/at\/all\/.*there is no such file.*Set TMPDIR/);
});
