// A process that opens the broker, says what it got on one line, and waits to be ended: what a test kills.
// Plain JavaScript on the built packages, as every child process is.
import { probeServer } from "@fairhare/amqp";
import { openBroker } from "@fairhare/broker";

const broker = await openBroker(
  { provider: "local", env: process.env },
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
const { pids = [], dataDir } = { pids: broker.server?.pids(), dataDir: broker.server?.dataDir };
process.stdout.write(`${JSON.stringify({ uri: broker.uri, facts: broker.facts, pids, dataDir })}\n`);
await asked;
await broker.server?.stop(new AbortController().signal);
await broker[Symbol.asyncDispose]();
