// A process that opens the broker, says what it got on one line, and waits to be ended: what a test kills.
// Plain JavaScript on the built packages, as every child process is.
import { probeServer } from "@fairhare/amqp";
import { openBroker } from "@fairhare/broker";

const started = performance.now();
const broker = await openBroker(
  { provider: "local", env: process.env },
  { probe: probeServer, signal: new AbortController().signal, onNotice: () => {} },
);
const { pids = [], dataDir } = { pids: broker.server?.pids(), dataDir: broker.server?.dataDir };
const seconds = (performance.now() - started) / 1000;
process.stdout.write(`${JSON.stringify({ uri: broker.uri, facts: broker.facts, pids, dataDir, seconds })}\n`);
process.on("SIGTERM", () => {
  void broker[Symbol.asyncDispose]().then(() => process.exit(0));
});
setInterval(() => {}, 60_000);
