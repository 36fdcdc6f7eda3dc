import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { AGENT_DIRECTORY_PREFIX, endAgent } from "./end-agent.ts";

const mark = { id: "of no process", groups: new Set<number>() };

test("the directory of an agent is removed with everything in it", async () => {
  const directory = join(temporaryDirectory(), `${AGENT_DIRECTORY_PREFIX}1`);
  mkdirSync(join(directory, "shards"), { recursive: true });
  writeFileSync(join(directory, "shards", "1.shard"), "records");
  await endAgent(mark, directory);
  expect(existsSync(directory)).toBe(false);
});

test("a directory that is already gone is not an error", async () => {
  const gone = join(temporaryDirectory(), `${AGENT_DIRECTORY_PREFIX}2`);
  await expect(endAgent(mark, gone)).resolves.toBeUndefined();
});

test("no other directory is removed", async () => {
  const directory = temporaryDirectory();
  await expect(endAgent(mark, directory)).rejects.toThrow(`${directory} is not the directory of an agent`);
  expect(existsSync(directory)).toBe(true);
});
