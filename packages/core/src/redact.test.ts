import { expect, it } from "vitest";
import { redactSecrets } from "./redact.ts";

it.each([
  ["amqp://me:secret@host:5672/v", "amqp://me:***@host:5672/v"],
  ["run -h amqps://me:s:e/x@host --tasks 5", "run -h amqps://me:***@host --tasks 5"],
  ["amqp://me:p@ss@host", "amqp://me:***@host"],
  ["amqp://me@host", "amqp://me@host"],
  ["amqp://host:5672/a@b", "amqp://host:5672/a@b"],
  ["no uri", "no uri"],
])("the password of %s is hidden and nothing else", (text, expected) => {
  expect(redactSecrets(text)).toBe(expected);
});
