// Commands against a broker, in a temporary directory that is there from the first test of a file to its last.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Broker } from "@fairhare/broker";
import { sharedBroker } from "@fairhare/broker/testing";
import { afterAll, beforeAll } from "vitest";
import { type SpawnedCommand, spawnCommand } from "./spawn-command.ts";

export interface CommandOnBroker {
  /** The path of a file in the directory. */
  path(...names: readonly string[]): string;
  /** The environment has nothing but the broker, so that variables of the tester do not matter. */
  start(words: readonly string[]): SpawnedCommand;
}

/** To be called at the top of a test file. `name` is part of the name of the directory. */
export function commandOnBroker(name: string): CommandOnBroker {
  let broker: Broker | undefined;
  let directory = "";
  beforeAll(async () => {
    broker = await sharedBroker();
    directory = mkdtempSync(join(tmpdir(), `fairhare-${name}-`));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return {
    path: (...names) => join(directory, ...names),
    start: (words) => {
      const { PATH = "", HOME = "" } = process.env;
      return spawnCommand(directory, words, { PATH, HOME, AMQP_URL: broker?.uri });
    },
  };
}
