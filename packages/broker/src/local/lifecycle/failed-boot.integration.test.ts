// Failed starts: the error gives the reason, and only the log is kept.
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { probeServer } from "@fairhare/amqp";
import { messageOf } from "@fairhare/core";
import { expect, onTestFinished, test } from "vitest";
import { freePorts } from "../../free-ports.ts";
import { openBroker } from "../../open-broker.ts";
import { installedServer } from "../../testing/installed-server.ts";
import { leftBehind } from "../../testing/left-behind.ts";
import { script, temporaryDirectory } from "../../testing/temporary-directory.ts";
import type { FoundServer } from "../installed/find-server.ts";
import { ManagedNode } from "../managed-node.ts";

const { signal } = new AbortController();

async function nodeOf(server: FoundServer, options: { bootTimeoutMs?: number; ports?: number[] } = {}) {
  const node = await ManagedNode.create({ server, probe: probeServer, env: process.env, ...options });
  onTestFinished(() => node[Symbol.asyncDispose]());
  return node;
}

function fake(body: string): FoundServer {
  return { path: script(join(temporaryDirectory(), "rabbitmq-server"), body), foundBy: "PATH", ctl: undefined };
}

/** The message of the failure; checks its code and that the log exists. */
async function failedStart(node: ManagedNode): Promise<string> {
  const error: unknown = await node.start(signal).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "BROKER_START_FAILED" });
  const log = /kept in (\S+)\./.exec(messageOf(error))?.[1] ?? "";
  expect(existsSync(log)).toBe(true);
  onTestFinished(() => rmSync(log, { force: true }));
  expect(node.pids()).toEqual([]);
  return `${messageOf(error)}\nLOG ${readFileSync(log, "utf8")}`;
}

test("the error of a server that exits contains its output", async () => {
  const node = await nodeOf(fake("echo 'erl: not found' >&2; exit 127"));
  const message = await failedStart(node);
  expect(message).toContain("exited with code 127");
  expect(message).toContain("  erl: not found");
  expect(message).toContain("LOG erl: not found");
  await node[Symbol.asyncDispose]();
  expect(leftBehind({ id: node.id, directory: dirname(node.dataDir) })).toEqual([]);
});

test("a server that is never ready is killed with all its children after the timeout", async () => {
  const node = await nodeOf(fake("sleep 1000 & setsid sleep 1000"), { bootTimeoutMs: 600 });
  const message = await failedStart(node);
  expect(message).toContain("was not ready within 0.6 s");
  expect(message).toContain("nothing listens at this address");
});

test("a server whose disk is full is not waited for", async () => {
  const node = await nodeOf(fake("echo 'write error: No space left on device' >&2; sleep 1000"));
  const message = await failedStart(node);
  expect(message).toContain("no space is left on its disk");
  expect(message).toContain("set TMPDIR to a directory on another disk");
});

test("a script that cannot be executed is a failed start, not a crash", async () => {
  const message = await failedStart(
    await nodeOf({ path: "/nowhere/rabbitmq-server", foundBy: "PATH", ctl: undefined }),
  );
  expect(message).toContain("cannot be executed");
});

test("an interrupt during the start ends it at once and leaves nothing behind", async () => {
  const env = { PATH: process.env["PATH"], FAIRHARE_RABBITMQ_SERVER: fake("sleep 1000").path };
  const controller = new AbortController();
  const notices: string[] = [];
  const opening = openBroker(
    { provider: "local", env },
    { probe: probeServer, signal: controller.signal, onNotice: (sentence) => notices.push(sentence) },
  );
  setTimeout(() => controller.abort(new Error("interrupted")), 300);
  await expect(opening).rejects.toThrow("interrupted");
  expect(notices.join()).toContain("Starting a private RabbitMQ");
});

test.skipIf(!installedServer)("the error names the ports if one of them is in use", async () => {
  if (!installedServer) return;
  const ports = await freePorts(3);
  const squatter = createServer().listen(ports[0], "127.0.0.1");
  onTestFinished(() => void squatter.close());
  squatter.on("connection", (socket) => socket.destroy());
  await once(squatter, "listening");
  const message = await failedStart(await nodeOf(installedServer, { ports }));
  expect(message).toContain(`Another process uses one of its ports (AMQP ${ports[0]}`);
  expect(message).toContain("BOOT FAILED");
});
