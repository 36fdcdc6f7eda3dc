import { expect, it } from "vitest";
import { typedCommand } from "./typed-words.ts";

it("the command in a report can be pasted into a shell and contains no password", () => {
  const words = ["--threshold", "jainBusy>=0.9", "--uri=amqp://me:secret@host/v", "--name", "it's"];
  expect(typedCommand(words).join(" ")).toBe(
    String.raw`npm run bench -- --threshold 'jainBusy>=0.9' --uri=amqp://me:***@host/v --name 'it'\''s'`,
  );
  expect(typedCommand([])).toEqual(["npm", "run", "bench"]);
});

it("control characters in the command are escaped, and its meaning is the same", () => {
  const words = ["--name", "a\u001b[31mb", "--experiment", "it's\r\na\\b"];
  expect(typedCommand(words).slice(4)).toEqual([
    "--name",
    String.raw`$'a\u001b[31mb'`,
    "--experiment",
    String.raw`$'it\'s\r\na\\b'`,
  ]);
});

it.each([
  [["--uri", "amqp://us@er:secret@host"], "--uri ***"],
  [["-h", "me:secret@host", "-h", "amqp://me:secret@host"], "-h *** -h amqp://me:***@host"],
  [["-ah", "amqp://me:se cret@host"], "-ah ***"],
  [["-hamqp://me:se cret@host"], "-h***"],
  [["--uri=me:secret@host"], "--uri=***"],
  [["--name", "amqp://me:se cret@host"], "--name amqp://me:***@host"],
  [
    ["--fault", "kill:worker@2s,every=3s|cut:connection:worker@1s|none"],
    "--fault 'kill:worker@2s,every=3s|cut:connection:worker@1s|none'",
  ],
])("no password remains in %j", (words, expected) => {
  expect(typedCommand(words).slice(4).join(" ")).toBe(expected);
});
