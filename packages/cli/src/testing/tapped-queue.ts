// What the tests of `tap` on a real broker share: the broker, and for each test a queue, a connection past the tap,
// and a directory.
/// <reference lib="esnext.disposable" />
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Broker } from "@fairhare/broker";
import { sharedBroker } from "@fairhare/broker/testing";
import { type ConfirmChannel, connect } from "amqplib";
import { afterEach, beforeAll, beforeEach } from "vitest";
import { type RunningTap, startTap } from "./running-tap.ts";

export interface TappedQueue {
  readonly broker: Broker;
  readonly queue: string;
  /** Past the tap. */
  readonly channel: ConfirmChannel;
  readonly directory: string;
  /** Everything to end after a test. */
  readonly children: ChildProcess[];
  /** A tap in front of the broker. */
  readonly startTap: (words?: readonly string[]) => Promise<RunningTap>;
}

/** To be called at the top of a test file; the function that it returns, in a test. */
export function tappedQueue(): () => TappedQueue {
  let broker: Broker | undefined;
  let current: (TappedQueue & { readonly close: () => Promise<void> }) | undefined;

  beforeAll(async () => {
    broker = await sharedBroker();
  });

  beforeEach(async () => {
    if (broker === undefined) throw new Error("there is no broker");
    const direct = await connect(broker.uri);
    direct.on("error", () => undefined);
    const channel = await direct.createConfirmChannel();
    channel.on("error", () => undefined);
    const queue = `fairhare.test.${randomUUID()}`;
    await channel.assertQueue(queue, { durable: true });
    const directory = mkdtempSync(join(tmpdir(), "fairhare-tap-"));
    const surroundings = { uri: broker.uri, directory, children: [] };
    const close = () => direct.close().catch(() => undefined);
    current = { broker, queue, channel, ...surroundings, startTap: (words) => startTap(surroundings, words), close };
  });
  afterEach(async () => {
    if (current === undefined) return;
    const { children, directory, close } = current;
    current = undefined;
    for (const child of children) child.kill("SIGKILL");
    await close();
    rmSync(directory, { recursive: true, force: true });
  });

  return () => {
    if (current === undefined) throw new Error("there is a queue only in a test");
    return current;
  };
}
