import { describe, expect, it } from "vitest";
import { ProgramOutput } from "./program-output.ts";

function open() {
  const lines: string[] = [];
  let file = "";
  const output = new ProgramOutput(
    (text) => (file += text),
    (line) => lines.push(line),
  );
  return { output, lines, file: () => file };
}

describe("the output of a program", () => {
  it("is passed on in complete lines, however it arrives, and with its unfinished last line", () => {
    const { output, lines, file } = open();
    const stream = output.stream();
    const text = Buffer.from("one\ntwo é\r\nthree");
    for (const byte of text) stream.take(Buffer.from([byte]));
    expect(lines).toEqual(["one", "two é"]);
    stream.end();
    expect(lines).toEqual(["one", "two é", "three"]);
    expect(file()).toBe("one\ntwo é\nthree\n");
  });

  it("of two streams is mixed by lines, not within them", () => {
    const { output, lines } = open();
    const [out, err] = [output.stream(), output.stream()];
    out.take(Buffer.from("to out "));
    err.take(Buffer.from("to err\n"));
    out.take(Buffer.from("again\n"));
    expect(lines).toEqual(["to err", "to out again"]);
  });

  it("cannot control a terminal", () => {
    const { output, lines, file } = open();
    output.stream().take(Buffer.from("\u001b[2Jred\u0007\u202e\n"));
    expect(lines).toEqual([String.raw`\u001b[2Jred\u0007\u202e`]);
    expect(file()).not.toContain("\u001b");
  });

  it("has a bounded file with its begin and its end, and says how much is missing", () => {
    const { output, file } = open();
    const stream = output.stream();
    for (let at = 1; at <= 100_000; at++) stream.take(Buffer.from(`line ${at} ${"x".repeat(20)}\n`));
    output.close();
    expect(file().length).toBeLessThan(700_000);
    expect(file()).toMatch(/^line 1 x+\nline 2 /);
    expect(file()).toMatch(/\n\[\d+ lines are left out here\]\nline \d+/);
    expect(file()).toMatch(/\nline 100000 x+\n$/);
    const shown = file().match(/^line /gm)?.length ?? 0;
    const leftOut = Number(/\[(\d+) lines/.exec(file())?.[1]);
    expect(shown + leftOut).toBe(100_000);
  });

  it("has bounded lines", () => {
    const { output, lines } = open();
    const stream = output.stream();
    for (let part = 0; part < 100; part++) stream.take(Buffer.from("y".repeat(1_000)));
    stream.take(Buffer.from("\nnext\n"));
    expect(lines.map(({ length }) => length)).toEqual([4_096, 4]);
  });

  it("keeps its last lines for the message about a failure", () => {
    const { output } = open();
    output.stream().take(Buffer.from("Traceback\n\n  File x\nKeyError: 'a'\n\n"));
    expect(output.tail(2)).toEqual(["  File x", "KeyError: 'a'"]);
  });
});
