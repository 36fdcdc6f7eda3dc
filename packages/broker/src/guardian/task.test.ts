import { expect, test } from "vitest";
import { applyMessage, taskLabel, taskLine } from "./task.ts";

test("process groups come and go, and `done` is the last word", () => {
  const groups = new Set<number>();
  expect(applyMessage("+101", groups)).toBe(false);
  expect(applyMessage("+102", groups)).toBe(false);
  expect(applyMessage("-101", groups)).toBe(false);
  expect([...groups]).toEqual([102]);
  expect(applyMessage("done", groups)).toBe(true);
});

test.for(["+0", "+1", "+-5", "+", "+x", ""])("%s is no group to kill", (line) => {
  const groups = new Set<number>();
  applyMessage(line, groups);
  expect(groups.size).toBe(0);
});

test("a task is one line, and its label says which broker is guarded and nothing else of it", () => {
  const task = {
    type: "command",
    subject: "fairhare-0a1b",
    file: "docker",
    args: ["down"],
    env: { DOCKER_HOST: "ssh://ann:secret@far", DOCKER_NOTE: "two\nlines" },
  } as const;
  expect(taskLine(task).trimEnd().split("\n")).toHaveLength(1);
  expect(JSON.parse(taskLine(task))).toEqual(task);
  expect(taskLabel(task)).toBe("fairhare-0a1b");
  expect(taskLabel({ type: "node", id: "secret", directory: "/tmp/fairhare-broker-0a1b" })).toBe(
    "fairhare-broker-0a1b",
  );
});
