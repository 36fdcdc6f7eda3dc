import { describe, expect, it } from "vitest";
import { oneLine, printable, redactSecrets, redactValue } from "./safe-text.ts";

describe("printable text", () => {
  it.each([
    ["a colour", "\u001b[31mred\u001b[0m", String.raw`\u001b[31mred\u001b[0m`],
    ["a window's title", "\u001b]0;title\u0007", String.raw`\u001b]0;title\u0007`],
    ["the one-byte CSI", "\u009b2J", String.raw`\u009b2J`],
    ["a carriage return that writes over the line", "fail\rpass", String.raw`fail\u000dpass`],
    ["a backspace and a delete", "a\bb\u007f", String.raw`a\u0008b\u007f`],
    ["text in the other direction", "abc\u202egnp.exe", String.raw`abc\u202egnp.exe`],
    ["half a character", "\ud83d!\ude00", String.raw`\ud83d!\ude00`],
    ["a byte order mark", "\ufeffx", String.raw`\ufeffx`],
  ])("shows %s as an escape", (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it("leaves all other text unchanged, lines and tabs included", () => {
    const text = "Grüße 你好 😀 | `x` <b> \\ 1\t2\n3";
    expect(printable(text)).toBe(text);
    expect(printable("1\r\n2")).toBe("1\n2");
  });

  it("has the same meaning in JSON", () => {
    const value = { text: "\u009b\u202e\u2028" };
    expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
  });

  it("fits on one line with oneLine", () => {
    expect(oneLine("a \r\n  b\n\nc\td\u2028e\rf")).toBe("a b c d e f");
  });
});

describe("passwords in running text", () => {
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
    ["at file:///srv/node_modules/@scope/x.js:1:2", "at file:///srv/node_modules/@scope/x.js:1:2"],
    ["kill:worker@2s", "kill:worker@2s"],
    ["no uri", "no uri"],
  ])("only the password of %s is hidden", (text, expected) => {
    expect(redactSecrets(text)).toBe(expected);
    expect(redactSecrets(expected)).toBe(expected);
  });
});

describe("passwords in a single value", () => {
  it("a password with a space or a line break is hidden completely", () => {
    expect(redactValue("--uri=amqp://me:se cret@host")).toBe("--uri=amqp://me:***@host");
    expect(redactValue("amqp://me:se\ncret@host")).toBe("amqp://me:***@host");
  });
});
