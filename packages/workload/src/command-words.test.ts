import { array, assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { fillPlaceholders, shellQuoted, splitCommand } from "./command-words.ts";

const wordsOf = (text: string): readonly string[] | undefined => splitCommand(text).words;

describe("a command line", () => {
  it.each([
    ["python3 worker.py", ["python3", "worker.py"]],
    ["  node\tworker.mjs \n --fast ", ["node", "worker.mjs", "--fast"]],
    [String.raw`python3 -c 'print("a b")'`, ["python3", "-c", 'print("a b")']],
    [`sh -c "echo 'it is'; exit 1"`, ["sh", "-c", "echo 'it is'; exit 1"]],
    [String.raw`a "x\"y\\z\n"`, ["a", String.raw`x"y\z\n`]],
    [String.raw`a b\ c\|d`, ["a", "b c|d"]],
    ["a '' \"\"", ["a", "", ""]],
    ["a --x='1 2'3", ["a", "--x=1 23"]],
    ["java -cp lib.jar:. Worker {uri} a~b a#b", ["java", "-cp", "lib.jar:.", "Worker", "{uri}", "a~b", "a#b"]],
  ])("%s is split as by a shell", (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it.each([
    ["", /names no program/],
    ["''", /names no program/],
    ["python3 w.py | tee log", /\|.*--shell/],
    ["python3 w.py > log", />.*--shell/],
    ["python3 w.py &", /&.*--shell/],
    ["python3 $HOME/w.py", /\$.*--shell/],
    ['python3 "$HOME/w.py"', /\$ in double quotes.*--shell/],
    ["python3 *.py", /\*.*--shell/],
    ["~/w.py", /~.*--shell/],
    ["a 'b", /quote ' is not closed/],
    ['a "b', /quote " is not closed/],
    ["a b\\", /backslash/],
    ["DEBUG=1 python3 w.py", /Use env DEBUG=1/],
  ])("%s is refused with what to do", (text, problem) => {
    expect(splitCommand(text).problem).toMatch(problem);
  });

  it("of quoted words has these words, whatever they contain", () => {
    assert(
      property(array(string({ minLength: 1 }), { minLength: 1 }), (words) => {
        const text = ["program", ...words].map(shellQuoted).join(" ");
        expect(wordsOf(text)).toEqual(["program", ...words]);
      }),
      { seed: 9, numRuns: 300 },
    );
  });
});

it("placeholders are replaced, and other braces stay", () => {
  const values = { uri: "amqp://a", queue: "q" };
  expect(fillPlaceholders('{uri}/{queue} {"a":1} {unknown}', values)).toBe('amqp://a/q {"a":1} {unknown}');
});
