import { describe, expect, it } from "vitest";
import { hasColours, openChannel } from "./terminal.ts";

describe("colours", () => {
  it("are for terminals only", () => {
    expect(hasColours(true, {})).toBe(true);
    expect(hasColours(false, {})).toBe(false);
    expect(hasColours(true, { TERM: "dumb" })).toBe(false);
  });

  it("are off with NO_COLOR, which takes precedence, and on with FORCE_COLOR", () => {
    expect(hasColours(true, { NO_COLOR: "1", FORCE_COLOR: "1" })).toBe(false);
    expect(hasColours(true, { NO_COLOR: "" })).toBe(true);
    expect(hasColours(false, { FORCE_COLOR: "1" })).toBe(true);
    expect(hasColours(false, { FORCE_COLOR: "0" })).toBe(false);
  });
});

const noListener: (error: NodeJS.ErrnoException) => void = () => undefined;

function open(environment: Record<string, string> = {}) {
  const written: string[] = [];
  let listener = noListener;
  const stream = {
    isTTY: true,
    on: (_: "error", added: typeof listener) => (listener = added),
    write: (text: string) => written.push(text),
  };
  const channel = openChannel(stream, environment);
  return { channel, written: () => written.join(""), fail: (error: NodeJS.ErrnoException) => listener(error) };
}

describe("a channel", () => {
  it("writes the sequences of its style, and escapes all others", () => {
    const { channel, written } = open();
    channel.line(channel.style.bad("✗ \u001b[32mpass\u001b]0;title\u0007"));
    expect(written()).toBe(
      String.raw`X✗ \u001b[32mpass\u001b]0;title\u0007Y`.replace("X", "\u001b[31m").replace("Y", "\u001b[39m") + "\n",
    );
  });

  it("escapes the sequences of another channel", () => {
    const { channel, written } = open();
    channel.write(open().channel.style.good("pass"));
    expect(written()).toMatch(/^\\u001b\[[\d;]+;32mpass\\u001b\[[\d;]+;39m$/);
  });

  it("writes no sequences without colours", () => {
    const { channel, written } = open({ NO_COLOR: "1" });
    channel.line(channel.style.good("a\rb\u009b2J"));
    expect(written()).toBe(`${String.raw`a\u000db\u009b2J`}\n`);
  });

  it("keeps line breaks and tabs", () => {
    const { channel, written } = open();
    channel.write("1\t2\n3");
    expect(written()).toBe("1\t2\n3");
  });

  it("replaces the lines above the cursor, and escapes foreign sequences in them", () => {
    const { channel, written } = open({ NO_COLOR: "1" });
    channel.redraw(2, ["a", "\u001b[2J"]);
    channel.redraw(0, []);
    expect(written()).toBe("\r\u001b[2Aa\u001b[K\n\\u001b[2J\u001b[K\n\u001b[J\r\u001b[J");
  });

  it("hides the cursor once, and shows it once", () => {
    const { channel, written } = open();
    for (const isShown of [true, false, false, true, true]) channel.showCursor(isShown);
    expect(written()).toBe("\u001b[?25l\u001b[?25h");
  });

  it.each([
    ["EPIPE", undefined],
    ["ENOSPC", "ENOSPC"],
  ])("stops writing after %s and reports the failure %s", (code, failed) => {
    const { channel, written, fail } = open();
    channel.line("1");
    fail(Object.assign(new Error(code), { code }));
    channel.line("2");
    expect(written()).toBe("1\n");
    expect(channel.failure()?.message).toBe(failed);
  });
});
