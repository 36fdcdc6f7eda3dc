// A process that opens a broker, prints its data on one line, and waits until a test kills it. Its arguments are the
// needs of the broker, and `nodes=3` for a cluster; on SIGUSR2 it cuts the broker's power and starts it again. It is plain JavaScript on the built
// packages, like every child process.
import { probeServer } from "@fairhare/amqp";
import { openBroker } from "@fairhare/broker";

const words = process.argv.slice(2);
const nodes = Number(words.find((word) => word.startsWith("nodes="))?.slice("nodes=".length) ?? 1);
const needs = words.filter((word) => !word.startsWith("nodes="));
const broker = await openBroker(
  { provider: "local", env: process.env, needs, cluster: { nodes } },
  { probe: probeServer, signal: new AbortController().signal, onNotice: () => {} },
);
const asked = new Promise((resolve) => {
  const alive = setInterval(() => {}, 60_000);
  process.once("SIGTERM", () => {
    // From now on, only the clean-up of the broker keeps the process alive.
    clearInterval(alive);
    resolve(undefined);
  });
});
async function cutPower() {
  const { signal } = new AbortController();
  process.stdout.write("cutting\n");
  await broker.server?.powerCut(signal);
  await broker.server?.start(signal);
}
process.once("SIGUSR2", () => void cutPower());
const { pids = [], dataDir } = { pids: broker.server?.pids(), dataDir: broker.server?.dataDir };
const dataDirs = broker.cluster?.nodes.map((node) => node.dataDir) ?? [dataDir];
process.stdout.write(`${JSON.stringify({ uri: broker.uri, facts: broker.facts, pids, dataDir, dataDirs })}\n`);
await asked;
await broker.server?.stop(new AbortController().signal);
await broker[Symbol.asyncDispose]();
