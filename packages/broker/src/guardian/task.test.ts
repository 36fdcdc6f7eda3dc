import { expect, test } from "vitest";
import { applyMessage, taskLabel, taskLine } from "./task.ts";

test("messages add and remove process groups, and `done` is the last message", () => {
  const groups = new Set<number>();
  expect(applyMessage("+101", groups)).toBe(false);
  expect(applyMessage("+102", groups)).toBe(false);
  expect(applyMessage("-101", groups)).toBe(false);
  expect([...groups]).toEqual([102]);
  expect(applyMessage("done", groups)).toBe(true);
});

test.for(["+0", "+1", "+-5", "+", "+x", ""])("%s adds no process group", (line) => {
  const groups = new Set<number>();
  applyMessage(line, groups);
  expect(groups.size).toBe(0);
});

test("a task is one line, and its label contains only which broker is guarded", () => {
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

test("the label of an agent's guardian names its directory, and not its marker", () => {
  const label = taskLabel({ type: "agent", id: "unguessable", directory: "/tmp/fairhare-agent-0a1b" });
  expect(label).toBe("fairhare-agent-0a1b");
});
