// The Docker provider with a script in place of docker, and a server of this process in place of each node: the commands
// and their order. Needs no Docker engine.
/// <reference lib="esnext.disposable" />
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { BrokerProbe } from "../broker.ts";
import { startControl } from "../testing/control-server.ts";
import { script, temporaryDirectory } from "../testing/temporary-directory.ts";
import { openDocker } from "./open-docker.ts";

const FACTS = {
  product: "RabbitMQ",
  version: "4.1.0",
  erlang: "27",
  queueTypes: ["classic"],
  heartbeatSeconds: 60,
} as const;
const { signal } = new AbortController();
const portsOf = (probe: BrokerProbe) => ({ probe, signal, onNotice: () => {} });

/** `docker wait` ends when a container is killed or stopped. `onCreate` and `onStart` are shell commands. */
class FakeDocker {
  readonly #bin = temporaryDirectory();
  readonly env = { PATH: `${this.#bin}:/usr/bin:/bin` };
  /** What was evaluated in the nodes. */
  readonly evaluated: string[] = [];
  readonly #controlled = new Set<number>();

  constructor({ onCreate = "true", onStart = "true" } = {}) {
    script(
      join(this.#bin, "docker"),
      `cd ${this.#bin}
echo "$*" >> calls
case "$*" in
  *" up --no-start "*) env > settings; ${onCreate};;
  "start "*) rm -f ended-$2; ${onStart};;
  "kill "*) echo 137 > ended-$2;;
  "stop "*) echo 0 > ended-$4;;
  "wait "*) while [ ! -e ended-$2 ]; do sleep 0.02; done; cat ended-$2;;
  "logs "*) echo last words;;
esac`,
    );
  }

  /** The node answers requests from the first successful connection on. */
  readonly probe: BrokerProbe = async (uri) => {
    const settings = new Map(this.#lines("settings").map((line) => line.split("=", 2) as [string, string]));
    const number = [1, 2, 3].find((one) => uri.includes(`:${settings.get(`FAIRHARE_AMQP_PORT_${one}`)}/`)) ?? 0;
    const [port, token] = [settings.get(`FAIRHARE_CONTROL_PORT_${number}`), settings.get("FAIRHARE_CONTROL_TOKEN")];
    if (!this.#controlled.has(number))
      await startControl({ port: Number(port), token: token ?? "" }, (request) => {
        this.evaluated.push(`${number}: ${request}`);
        return request.includes("rabbit_nodes:list_running") ? "ok [rabbit@node1,rabbit@node2,rabbit@node3]" : "ok ok";
      });
    this.#controlled.add(number);
    return FACTS;
  };

  /** Without the random name of the project. */
  calls(): string[] {
    return this.#lines("calls").map((line) =>
      line.replace(/--project-name \S+ --file \S+ /, "").replace(/fairhare-[0-9a-f]{10}-(node\d)-1/, "$1"),
    );
  }

  #lines(name: string): string[] {
    const path = join(this.#bin, name);
    return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
  }
}

test("the provider checks the engine, starts the container, uses it, and removes it with its volumes", async () => {
  const docker = new FakeDocker();
  {
    await using broker = await openDocker(docker.env, portsOf(docker.probe));
    expect(broker.uri).toMatch(/^amqp:\/\/fairhare-[0-9a-f]+:[0-9a-f]+@127\.0\.0\.1:\d+\/%2F$/);
    expect(broker.cluster).toBeUndefined();
    await broker.ctl?.(["list_queues"], signal);
  }
  expect(docker.calls()).toEqual([
    "version --format {{.Server.Version}}",
    "compose version --short",
    "compose up --no-start node1",
    "start node1",
    "wait node1",
    "exec node1 rabbitmqctl list_queues",
    "compose down --volumes --remove-orphans --timeout 1",
  ]);
});

test("a broker can be killed and stopped, and starts again in its container", async () => {
  const docker = new FakeDocker();
  await using broker = await openDocker(docker.env, portsOf(docker.probe));
  expect(broker.server?.running).toBe(true);
  await broker.server?.kill();
  expect(broker.server?.running).toBe(false);
  await broker.server?.start(signal);
  await broker.server?.stop(signal);
  expect(broker.server?.running).toBe(false);
  const life = ["start node1", "wait node1"];
  expect(docker.calls().slice(3)).toEqual([...life, "kill node1", ...life, "stop --time 60 node1"]);
});

test("a wiped broker gets a new container", async () => {
  const docker = new FakeDocker();
  await using broker = await openDocker(docker.env, portsOf(docker.probe));
  await broker.server?.wipe(signal);
  await broker.server?.start(signal);
  // Each call is a process, and nobody waits for the start of the last one.
  await expect
    .poll(() => docker.calls().slice(5))
    .toEqual(["kill node1", "rm --force --volumes node1", "compose up --no-start node1", "start node1", "wait node1"]);
});

test("three containers form a cluster, whose nodes are broken one by one", async () => {
  const docker = new FakeDocker();
  await using broker = await openDocker(docker.env, portsOf(docker.probe), { nodes: 3 });
  const { cluster, uri } = broker;
  expect(new Set(uri.split(",")).size).toBe(3);
  expect(cluster?.nodes.map(({ erlangName }) => erlangName)).toEqual(["rabbit@node1", "rabbit@node2", "rabbit@node3"]);
  const paused = await cluster?.pause(2);
  expect(cluster?.reachable).toEqual([1, 3]);
  await paused?.[Symbol.asyncDispose]();
  await cluster?.nodes[2]?.kill();
  expect(cluster?.reachable).toEqual([1, 2]);
  expect(docker.calls()).toContain("compose up --no-start node1 node2 node3");
  expect(docker.calls().slice(-3)).toEqual(["pause node2", "unpause node2", "kill node3"]);
  // As for processes, both ends of the Erlang distribution get wrong cookies.
  docker.evaluated.length = 0;
  const cut = await cluster?.isolate(1, signal);
  expect(cluster?.reachable).toEqual([2]);
  await cut?.[Symbol.asyncDispose]();
  const cookies = docker.evaluated.filter((request) => request.includes("disconnect_node"));
  expect(cookies.map((request) => request[0]).toSorted()).toEqual(["1", "2"]);
});

test("a container that cannot be created is removed, and the error names the image", async () => {
  const docker = new FakeDocker({ onCreate: "echo 'no such image' >&2; exit 1" });
  const opening = openDocker(docker.env, portsOf(docker.probe));
  await expect(opening).rejects.toThrow(/no such image \(image rabbitmq:4-management\)/);
  expect(docker.calls().at(-1)).toContain("compose down --volumes");
});

test("a container that ends at once is removed, and the error contains its log", async () => {
  const docker = new FakeDocker({ onStart: "echo 1 > ended-$2" });
  const opening = openDocker(
    docker.env,
    portsOf(() => Promise.reject(new Error("nobody listens"))),
  );
  await expect(opening).rejects.toMatchObject({ code: "BROKER_START_FAILED" });
  await expect(opening).rejects.toThrow(/its container exited with code 1 [^]*last words/);
  expect(docker.calls().at(-1)).toContain("compose down --volumes");
});
