// The broker of a process that runs several test files: a start takes seconds of both cores. Tests that damage a broker, or
// need a special one, open their own.
import { probeServer } from "@fairhare/amqp";
import type { Broker } from "../broker.ts";
import { openBroker } from "../open-broker.ts";

const { signal } = new AbortController();
let opened: Promise<Broker> | undefined;

/**
 * The same broker for each caller in this process, running. It may hold queues of another file, under other names. Nobody
 * disposes of it: it ends with the process, as after a kill.
 */
export async function sharedBroker(): Promise<Broker> {
  opened ??= openBroker(
    { provider: "auto", env: process.env },
    { probe: probeServer, signal, onNotice: () => undefined },
  );
  const broker = await opened;
  // A test that failed during a fault of the broker has left it down.
  if (broker.server?.running === false) await broker.server.start(signal);
  return broker;
}
