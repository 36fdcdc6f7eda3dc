// A process that opens the broker, says what it got on one line, and waits to be ended: what a test kills. Its
// arguments are what the broker has to be able to; with SIGUSR2 it cuts the broker's power and starts it again.
// Plain JavaScript on the built packages, as every child process is.
import { probeServer } from "@fairhare/amqp";
import { openBroker } from "../open-broker.ts";

const broker = await openBroker(
  { provider: "local", env: process.env, needs: process.argv.slice(2) },
  { probe: probeServer, signal: new AbortController().signal, onNotice: () => {} },
);
const asked = new Promise((resolve) => {
  const alive = setInterval(() => {}, 60_000);
  process.once("SIGTERM", () => {
    // From now on nothing but the broker's own work keeps the process alive.
    clearInterval(alive);
    resolve(undefined);
  });
});
process.once("SIGUSR2", async () => {
  const { signal } = new AbortController();
  process.stdout.write("cutting\n");
  await broker.server?.powerCut(signal);
  await broker.server?.start(signal);
});
const { pids = [], dataDir } = { pids: broker.server?.pids(), dataDir: broker.server?.dataDir };
process.stdout.write(`${JSON.stringify({ uri: broker.uri, facts: broker.facts, pids, dataDir })}\n`);
await asked;
await broker.server?.stop(new AbortController().signal);
await broker[Symbol.asyncDispose]();
