/// <reference lib="esnext.disposable" />
import { BrokerUnreachableError } from "@fairhare/amqp";
import { FairhareError } from "@fairhare/core";
import { expect, test } from "vitest";
import type { BrokerPorts, BrokerProbe } from "./broker.ts";
import { openBroker } from "./open-broker.ts";
import { script, temporaryDirectory } from "./testing/temporary-directory.ts";

const FACTS = {
  product: "RabbitMQ",
  version: "4.0.5",
  erlang: "27",
  queueTypes: ["classic"],
  heartbeatSeconds: 60,
} as const;
const URI = "amqp://ann:secret@broker.example:5672/";

const serving: BrokerProbe = () => Promise.resolve(FACTS);
const refusing: BrokerProbe = (uri) =>
  Promise.reject(new BrokerUnreachableError(uri, new Error("403 (ACCESS-REFUSED): login refused")));

const broken: BrokerProbe = () => Promise.reject(new Error("socket hang up"));
const hanging: BrokerProbe = () => new Promise(() => {});

function portsOf(probe: BrokerProbe, notices: string[] = []): BrokerPorts {
  return { probe, signal: new AbortController().signal, onNotice: (sentence) => notices.push(sentence) };
}

/** A search finds neither a server nor Docker: FAIRHARE_RABBITMQ_SERVER ends the search before the packaged paths. */
const NOTHING_INSTALLED = { FAIRHARE_RABBITMQ_SERVER: "/nowhere/rabbitmq-server" };

async function failureOf(opening: Promise<unknown>): Promise<FairhareError> {
  const error = await opening.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof FairhareError)) throw new Error(`not a FairhareError: ${String(error)}`);
  return error;
}

test("a reachable --uri is used and never stopped", async () => {
  await using broker = await openBroker({ provider: "auto", uri: URI, env: {} }, portsOf(serving));
  expect(broker).toMatchObject({ provider: "external", uri: URI, facts: FACTS });
  expect(broker.server).toBeUndefined();
  expect(await broker.resources()).toBeUndefined();
});

test("AMQP_URL is used without --uri", async () => {
  await using broker = await openBroker({ provider: "external", env: { AMQP_URL: URI } }, portsOf(serving));
  expect(broker.uri).toBe(URI);
});

test("wrong credentials are a BROKER_UNREACHABLE error without the password", async () => {
  const error = await failureOf(openBroker({ provider: "external", uri: URI, env: {} }, portsOf(refusing)));
  expect(error.code).toBe("BROKER_UNREACHABLE");
  expect(error.message).toContain("amqp://ann:***@broker.example");
  expect(error.message).not.toContain("secret");
});

test("any failure of the probe is a BROKER_UNREACHABLE error", async () => {
  const error = await failureOf(openBroker({ provider: "external", uri: URI, env: {} }, portsOf(broken)));
  expect(error.code).toBe("BROKER_UNREACHABLE");
  expect(error.message).toContain("socket hang up");
});

test("an unreachable --uri is an error even with auto: no other broker is used", async () => {
  const error = await failureOf(openBroker({ provider: "auto", uri: URI, env: {} }, portsOf(refusing)));
  expect(error.code).toBe("BROKER_UNREACHABLE");
});

test("an unreachable AMQP_URL is an error as well, and no other broker is searched for", async () => {
  const env = { AMQP_URL: URI, ...NOTHING_INSTALLED };
  const error = await failureOf(openBroker({ provider: "auto", env }, portsOf(refusing)));
  expect(error.code).toBe("BROKER_UNREACHABLE");
  expect(error.message).toContain("amqp://ann:***@broker.example");
  expect(error.message).not.toContain("secret");
});

test("an empty AMQP_URL counts as unset", async () => {
  const env = { AMQP_URL: "", ...NOTHING_INSTALLED };
  const error = await failureOf(openBroker({ provider: "auto", env }, portsOf(refusing)));
  expect(error.code).toBe("BROKER_NOT_FOUND");
});

test("with --wait, attempts are repeated until the broker is ready, with a notice for each failure", async () => {
  const notices: string[] = [];
  const probes = [refusing, broken, serving];
  const probe: BrokerProbe = (uri, signal) => (probes.shift() ?? hanging)(uri, signal);
  await using broker = await openBroker(
    { provider: "auto", uri: URI, env: {}, waitSeconds: 60 },
    portsOf(probe, notices),
  );
  expect(broker.facts).toBe(FACTS);
  expect(notices).toHaveLength(2);
  expect(notices[1]).toMatch(/^Waiting up to 60 s for amqp:\/\/ann:\*\*\*@broker\.example:5672\/: .*socket hang up/);
});

test("with --wait, AMQP_URL is waited for under auto, and no other broker takes its place", async () => {
  const env = { AMQP_URL: URI, ...NOTHING_INSTALLED };
  const probes = [refusing, serving];
  const probe: BrokerProbe = (uri, signal) => (probes.shift() ?? hanging)(uri, signal);
  await using broker = await openBroker({ provider: "auto", env, waitSeconds: 60 }, portsOf(probe));
  expect(broker).toMatchObject({ provider: "external", uri: URI });
  const failed = await failureOf(openBroker({ provider: "auto", env, waitSeconds: 0.1 }, portsOf(refusing)));
  expect(failed.code).toBe("BROKER_UNREACHABLE");
});

test("the last failure is thrown when --wait expires", async () => {
  const error = await failureOf(
    openBroker({ provider: "external", uri: URI, env: {}, waitSeconds: 0.1 }, portsOf(refusing)),
  );
  expect(error.code).toBe("BROKER_UNREACHABLE");
});

test("--wait without a URI is an error", async () => {
  const error = await failureOf(openBroker({ provider: "auto", env: {}, waitSeconds: 60 }, portsOf(serving)));
  expect(error.code).toBe("BROKER_NOT_FOUND");
  expect(error.message).toContain("--uri or AMQP_URL");
});

test("external without a URI is an error that says how to set one", async () => {
  const error = await failureOf(openBroker({ provider: "external", env: {} }, portsOf(serving)));
  expect(error.message).toContain("--uri or AMQP_URL");
});

test("docker without an engine is an error with docker's reason", async () => {
  const bin = temporaryDirectory();
  script(`${bin}/docker`, "echo 'Cannot connect to the Docker daemon' >&2; exit 1");
  const error = await failureOf(openBroker({ provider: "docker", env: { PATH: bin } }, portsOf(serving)));
  expect(error.code).toBe("BROKER_NOT_FOUND");
  expect(error.message).toContain("Cannot connect to the Docker daemon");
});

test("an interrupt during the probe is reported as an interrupt, not as an unreachable broker", async () => {
  const controller = new AbortController();
  const opening = openBroker(
    { provider: "external", uri: URI, env: {} },
    { probe: hanging, signal: controller.signal, onNotice: () => {} },
  );
  controller.abort(new Error("interrupted"));
  await expect(opening).rejects.toThrow("interrupted");
});
