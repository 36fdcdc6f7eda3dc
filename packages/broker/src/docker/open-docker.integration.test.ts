// The Docker provider on a script in docker's place: which commands it issues, in which order. No engine is needed.
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

test("a container is checked for, brought up, spoken to and taken down with its volumes", async () => {
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

test("a container that does not come up is taken down, and its log is in the error", async () => {
  const { env, commands } = fakeDocker("echo 'no such image' >&2; exit 1");
  const opening = openDocker(
    env,
    portsOf(() => Promise.resolve(FACTS)),
  );
  await expect(opening).rejects.toThrow(/no such image[^]*last words/);
  expect(commands().at(-1)).toContain("compose down --volumes");
});
