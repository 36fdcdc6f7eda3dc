// The Docker provider on a real engine: starts a broker in a container, uses it, and removes it.
/// <reference lib="esnext.disposable" />
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { connect, probeServer } from "@fairhare/amqp";
import { type Broker, openBroker } from "@fairhare/broker";
import { messageOf } from "@fairhare/core";
import { afterEach, describe, expect, test } from "vitest";
import { commandLines, engineAnswers, leftInEngine, throwIfLeft } from "./engine.ts";

const run = promisify(execFile);
const { signal } = new AbortController();
const QUEUE = { name: "kept", type: "classic", durable: true, expiresMs: 0 } as const;
const open = (environment: Record<string, string> = {}): Promise<Broker> =>
  openBroker(
    { provider: "docker", env: { ...process.env, ...environment } },
    { probe: probeServer, signal, onNotice: () => {} },
  );

/** Short enough to see every process: the Erlang machine of one command runs for about a second. */
const LOOK_INTERVAL_MS = 20;

describe.runIf(await engineAnswers())("a broker in Docker", () => {
  afterEach(() => throwIfLeft(0));

  test("accepts connections, has a management page, answers rabbitmqctl, hides its password, and is removed after use", async () => {
    const seen = new Set<string>();
    const looking = setInterval(() => {
      for (const line of commandLines()) seen.add(line);
    }, LOOK_INTERVAL_MS);
    const environment = { DOCKER_FAIRHARE_TEST: "unguessable" };
    await using broker = await open(environment).finally(() => clearInterval(looking));
    expect(broker.facts).toMatchObject({ product: "RabbitMQ", version: expect.stringMatching(/^4\./) });
    expect(broker.facts.queueTypes).toEqual(["classic", "quorum"]);
    expect((await leftInEngine()).map((line) => line.split(" ")[0])).toEqual(["container", "network", "process"]);

    const { username, password } = new URL(broker.uri);
    const overview = await fetch(`http://${await managementAddress(broker)}/api/overview`, {
      headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` },
    });
    expect(await overview.json()).toMatchObject({ rabbitmq_version: broker.facts.version });

    const asking = broker.ctl?.(["--quiet", "list_users"], signal);
    for (const line of commandLines()) seen.add(line);
    expect(await asking).toContain(username);
    expect([...seen].some((line) => line.includes("compose --project-name fairhare-"))).toBe(true);
    expect([...seen].filter((line) => line.includes(password) || line.includes("unguessable"))).toEqual([]);
  });

  test("can be killed and stopped, keeps a durable queue, and raises an alarm", async () => {
    await using broker = await open();
    const depth = async (): Promise<number> => {
      await using connection = await connect({ uri: broker.uri, name: "test", heartbeatSeconds: 10 });
      return (await connection.openQueueAdmin().depth(QUEUE.name)).ready;
    };
    {
      await using connection = await connect({ uri: broker.uri, name: "test", heartbeatSeconds: 10 });
      await connection.openQueueAdmin().declare(QUEUE);
    }
    const { server } = broker;
    await server?.settle(signal);
    await server?.kill();
    expect(server?.running).toBe(false);
    await server?.start(signal);
    expect(await depth()).toBe(0);
    await server?.stop(signal);
    await server?.start(signal);
    expect(await depth()).toBe(0);
    await using alarm = await server?.raiseAlarm("memory");
    expect(alarm).toBeDefined();
    const alarms = await broker.ctl?.(["--quiet", "eval", "rabbit_alarm:get_alarms()."], signal);
    expect(alarms).toContain("memory");
  });

  test("a failed rabbitmqctl rejects with its output", async () => {
    await using broker = await open();
    await expect(broker.ctl?.(["eval", "exit(out_of_luck)."], signal)).rejects.toThrow("out_of_luck");
  });

  test("of an image that does not exist is an error that names the image", async () => {
    const opening = open({ FAIRHARE_RABBITMQ_IMAGE: "localhost:1/no-such-image:0" });
    await expect(opening).rejects.toThrow(
      /^The broker in Docker did not start: [^\n]*refused \(image localhost:1\/no-such-image:0\)\.\nCheck the image/,
    );
    await expect(opening).rejects.toMatchObject({ code: "BROKER_START_FAILED" });
  });

  test("whose container exits at once is an error with the end of its log", async () => {
    const image = await imageThatEnds("the disk is on fire");
    try {
      const opening = open({ FAIRHARE_RABBITMQ_IMAGE: image });
      await expect(opening).rejects.toThrow(
        /^The broker in Docker did not start: its container exited with code 1 \(image [^\n]*\)\.\nIts log ends with:\nthe disk is on fire\n/,
      );
    } finally {
      await docker("image", "rm", image);
    }
  });

  test("is removed when an abort comes while the container is being created", async () => {
    const controller = new AbortController();
    const opening = openBroker(
      { provider: "docker", env: process.env },
      { probe: probeServer, signal: controller.signal, onNotice: () => {} },
    );
    const refusal = opening.then(String, messageOf);
    await expect
      .poll(leftInEngine, { timeout: 20_000, interval: 10 })
      .toContainEqual(expect.stringMatching(/^network/));
    controller.abort(new Error("asked to end"));
    expect(await refusal).toBe("asked to end");
  });
});

/** Reads the published port of the management page from Docker. */
async function managementAddress(broker: Broker): Promise<string> {
  const published = await docker("ps", "--format", "{{.Ports}}");
  const ports = published.split("\n").find((line) => line.includes(`:${new URL(broker.uri).port}->5672/`));
  const address = /([\d.]+:\d+)->15672\//.exec(ports ?? "")?.[1];
  if (address === undefined) throw new Error(`no management port in ${published}`);
  return address;
}

async function imageThatEnds(lastWords: string): Promise<string> {
  const name = "fairhare-test:ends";
  const build = run("docker", ["build", "--quiet", "--tag", name, "-"]);
  build.child.stdin?.end(`FROM rabbitmq:4-management\nCMD ["/bin/sh", "-c", "echo ${lastWords}; exit 1"]\n`);
  await build;
  return name;
}

async function docker(...args: string[]): Promise<string> {
  return (await run("docker", args)).stdout;
}
