import { describe, expect, it } from "vitest";
import { redactSecrets, redactValue } from "./redact.ts";

describe("in running text", () => {
  it.each([
    ["amqp://me:secret@host:5672/v", "amqp://me:***@host:5672/v"],
    ["run -h amqps://me:s:e/x@host --tasks 5", "run -h amqps://me:***@host --tasks 5"],
    ["amqp://me:p@ss@host", "amqp://me:***@host"],
    ["amqp://us@er:secret@host", "amqp://***@host"],
    ["amqp://user:12/secret@host", "amqp://user:***@host"],
    ["_amqp://me:secret@host", "_amqp://me:***@host"],
    ["two: amqp://a:b@c and amqp://d:e@f", "two: amqp://a:***@c and amqp://d:***@f"],
    ["amqp://token@host", "amqp://***@host"],
    ["amqp://host:5672/a", "amqp://host:5672/a"],
    ["at file:///work/node_modules/@scope/x.js:1:2", "at file:///work/node_modules/@scope/x.js:1:2"],
    ["kill:worker@2s", "kill:worker@2s"],
    ["no uri", "no uri"],
  ])("the password of %s is hidden and nothing else", (text, expected) => {
    expect(redactSecrets(text)).toBe(expected);
    expect(redactSecrets(expected)).toBe(expected);
  });
});

describe("in one value", () => {
  it("a password with a space or a line break is hidden whole", () => {
    expect(redactValue("--uri=amqp://me:se cret@host")).toBe("--uri=amqp://me:***@host");
    expect(redactValue("amqp://me:se\ncret@host")).toBe("amqp://me:***@host");
  });
});
