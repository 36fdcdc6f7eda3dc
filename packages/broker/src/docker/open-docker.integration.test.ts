// The Docker provider with a script in place of docker: the commands and their order. Needs no Docker engine.
/// <reference lib="esnext.disposable" />
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { BrokerProbe } from "../broker.ts";
import { script, temporaryDirectory } from "../testing/temporary-directory.ts";
import { openDocker } from "./open-docker.ts";

const FACTS = {
  product: "RabbitMQ",
  version: "4.1.0",
  erlang: "27",
  queueTypes: ["classic"],
  heartbeatSeconds: 60,
} as const;
const portsOf = (probe: BrokerProbe) => ({ probe, signal: new AbortController().signal, onNotice: () => {} });

function fakeDocker(onUp: string): { env: Record<string, string>; commands: () => string[] } {
  const bin = temporaryDirectory();
  const calls = join(bin, "calls");
  script(
    join(bin, "docker"),
    `echo "$*" >> ${calls}\ncase "$*" in *" up "*) ${onUp};; *" logs "*) echo last words;; esac`,
  );
  const commands = () =>
    existsSync(calls)
      ? readFileSync(calls, "utf8")
          .trim()
          .split("\n")
          .map((line) => line.replace(/--project-name \S+ --file \S+ /, ""))
      : [];
  return { env: { PATH: `${bin}:/usr/bin:/bin` }, commands };
}

test("the provider checks the engine, starts the container, uses it, and removes it with its volumes", async () => {
  const { env, commands } = fakeDocker("true");
  {
    await using broker = await openDocker(
      env,
      portsOf(() => Promise.resolve(FACTS)),
    );
    expect(broker.uri).toMatch(/^amqp:\/\/fairhare-[0-9a-f]+:[0-9a-f]+@127\.0\.0\.1:\d+\/%2F$/);
    await broker.ctl?.(["list_queues"], new AbortController().signal);
  }
  expect(commands()).toEqual([
    "version --format {{.Server.Version}}",
    "compose version --short",
    "compose up --detach --wait",
    "compose exec -T rabbitmq rabbitmqctl list_queues",
    "compose down --volumes --remove-orphans --timeout 1",
  ]);
});

test("a container that does not start is removed, and the error contains its log", async () => {
  const { env, commands } = fakeDocker("echo 'no such image' >&2; exit 1");
  const opening = openDocker(
    env,
    portsOf(() => Promise.resolve(FACTS)),
  );
  await expect(opening).rejects.toThrow(/no such image[^]*last words/);
  expect(commands().at(-1)).toContain("compose down --volumes");
});
