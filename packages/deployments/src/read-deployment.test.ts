// What `deploy` refuses, all at once, and the broker that it chooses.
import { expect, test } from "vitest";
import { type DeploymentInput, readDeployment } from "./read-deployment.ts";
import { deploymentOf } from "./testing/deployment-of.ts";

const mistakesOf = (input: Partial<DeploymentInput>): string[] =>
  (readDeployment({ runWords: [], runFlags: {}, ...input }).mistakes ?? []).map(
    ({ place, message }) => `${place}: ${message}`,
  );

test("all mistakes are reported at once", () => {
  const input = {
    engine: "kubernets",
    agents: "0",
    image: "a b",
    uri: "amqp:/x",
    runFlags: { listen: ["1"], body: ["text", "order.json"] },
  };
  expect(mistakesOf(input).map((mistake) => mistake.split(":")[0])).toEqual([
    "--engine kubernets",
    "--agents 0",
    "--image a b",
    "--uri ***",
    "-- --listen",
    "-- order.json",
  ]);
});

test.each<[string, Partial<DeploymentInput>, RegExp]>([
  ["no engine", {}, /--engine: Is missing\. Use one of kubernetes, swarm, compose/],
  ["a mistyped engine", { engine: "swam" }, /Did you mean swarm\?/],
  ["half an agent", { engine: "swarm", agents: "1.5" }, /--agents 1.5: Must be a whole number from 1 to 1000/],
  ["a namespace without Kubernetes", { engine: "compose", namespace: "a" }, /Only Kubernetes has namespaces/],
  ["a wrong namespace", { engine: "kubernetes", namespace: "A_b" }, /lower-case letters/],
  ["a secret without Kubernetes", { engine: "swarm", rabbitmqSecret: "a" }, /Use --uri/],
  ["a wrong secret", { engine: "kubernetes", rabbitmqSecret: "-a" }, /name of a secret/],
  ["two brokers", { engine: "kubernetes", rabbitmqSecret: "a", uri: "amqp://h" }, /also given by --uri/],
  [
    "a broker on loopback",
    { engine: "compose", uri: "amqp://u:secret@127.0.0.1" },
    /127.0.0.1 is the container itself/,
  ],
  ["one of several brokers on loopback", { engine: "swarm", uri: "amqp://h,amqp://[::1]" }, /::1 is the container/],
  ["a program", { engine: "compose", runFlags: { "worker-command": ["./w"] } }, /have no files of this machine/],
  ["a trace", { engine: "compose", runFlags: { skew: ["uniform,trace:a.txt"] } }, /have no files of this machine/],
])("%s is refused with what to do", (_, input, sentence) => {
  const mistakes = mistakesOf(input);
  expect(mistakes).toEqual([expect.stringMatching(sentence)]);
  expect(mistakes.join()).not.toContain("secret@");
});

test("the defaults are two agents, and a broker that fits the engine", () => {
  expect(deploymentOf({ engine: "swarm" })).toMatchObject({ agents: 2, image: "fairhare", broker: { kind: "own" } });
  const secret = { kind: "secret", name: "rabbitmq-default-user" };
  expect(deploymentOf({ engine: "kubernetes" })).toMatchObject({ broker: secret, namespace: null });
});

test("the ports of the broker are those of all its URIs, each once", () => {
  const { broker } = deploymentOf({ engine: "kubernetes", uri: "amqp://a,amqps://b,amqp://c:5673,amqp://d" });
  expect(broker).toMatchObject({ kind: "uri", ports: [5672, 5671, 5673] });
});
