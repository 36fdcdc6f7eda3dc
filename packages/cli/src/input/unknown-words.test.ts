import { describe, expect, it } from "vitest";
import { mistakesInWords } from "./unknown-words.ts";

const VOCABULARY = { flags: ["--workers", "--queue-type"], commands: ["run", "check", "doctor"] };
const messages = (...words: string[]): string[] =>
  mistakesInWords(words, VOCABULARY).map(({ place, message }) => `${place}: ${message}`);

describe("words that nothing knows", () => {
  it("a mistyped flag is named once, its value is not held against anyone, and the nearest flag suggested", () => {
    expect(messages("--wrokers", "3", "--colour=red")).toEqual([
      "--wrokers: There is no such flag. Did you mean --workers?",
      "--colour=red: There is no such flag. See --help.",
    ]);
    expect(messages("--workers=yes")).toEqual(["--workers=yes: --workers takes no value."]);
  });

  it("a URI in the wrong place is told where it belongs, without its password", () => {
    expect(messages("amqp://me:se cret@host", "me:secret@host", "--wrokers=amqp://me:se cret@host")).toEqual([
      "amqp://me:***@host: The URI of a broker is given with --uri.",
      "***@host: The URI of a broker is given with --uri.",
      "--wrokers=amqp://me:***@host: There is no such flag. Did you mean --workers?",
    ]);
  });

  it("a URI without a password is shown, and one with a password for a port is not", () => {
    expect(messages("amqp://host:5672", "amqp://me:secret", "--urii=amqp://me:secret")).toEqual([
      "amqp://host:5672: The URI of a broker is given with --uri.",
      "***: The URI of a broker is given with --uri.",
      "--urii=***: There is no such flag. See --help.",
    ]);
  });

  it("a fault without its flag is shown whole", () => {
    expect(messages("kill:worker@2s,every=3s")[0]).toMatch(/^kill:worker@2s,every=3s: /);
  });

  it("PerfTest's names lead to ours", () => {
    expect(messages("--consumers", "3")).toEqual(["--consumers: PerfTest's --consumers is --workers (-y) here."]);
  });

  it("a mistyped command, one that comes too late and a forgotten flag are told apart", () => {
    expect(messages("docotr")[0]).toMatch(/Did you mean doctor\?/);
    expect(messages("check")[0]).toMatch(/The command comes first/);
    expect(messages("plan.json")[0]).toMatch(/--experiment plan\.json/);
  });
});
