import { describe, expect, it } from "vitest";
import { mistakesInWords } from "./unknown-words.ts";

const VOCABULARY = { flags: ["--workers", "--queue-type"], commands: ["run", "check", "doctor"] };
const messages = (...words: string[]): string[] =>
  mistakesInWords(words, VOCABULARY).map(({ place, message }) => `${place}: ${message}`);

describe("unknown words", () => {
  it("a mistyped flag is reported once, without its value, with the nearest flag", () => {
    expect(messages("--wrokers", "3", "--colour=red")).toEqual([
      "--wrokers: Unknown flag. Did you mean --workers?",
      "--colour=red: Unknown flag. See --help.",
    ]);
    expect(messages("--workers=yes")).toEqual(["--workers=yes: --workers takes no value. Remove the value."]);
  });

  it("a misplaced URI is reported with a hint and without its password", () => {
    expect(messages("amqp://me:se cret@host", "me:secret@host", "--wrokers=amqp://me:se cret@host")).toEqual([
      "amqp://me:***@host: Use --uri for the URI of a broker.",
      "***@host: Use --uri for the URI of a broker.",
      "--wrokers=amqp://me:***@host: Unknown flag. Did you mean --workers?",
    ]);
  });

  it("a URI without a password is shown; one with a password in place of the port is not", () => {
    expect(messages("amqp://host:5672", "amqp://me:secret", "--urii=amqp://me:secret")).toEqual([
      "amqp://host:5672: Use --uri for the URI of a broker.",
      "***: Use --uri for the URI of a broker.",
      "--urii=***: Unknown flag. See --help.",
    ]);
  });

  it("a fault without its flag is shown completely", () => {
    expect(messages("kill:worker@2s,every=3s")[0]).toMatch(/^kill:worker@2s,every=3s: /);
  });

  it("a flag of PerfTest is reported with the flag to use", () => {
    expect(messages("--consumers", "3")).toEqual([
      "--consumers: PerfTest's --consumers has another name here. Use --workers (-y).",
    ]);
  });

  it("a flag whose hyphens a text processor has replaced is reported with its name", () => {
    expect(messages("—workers", "–queue-type")).toEqual([
      "—workers: This begins with a long dash, as text processors write it. Use --workers.",
      "–queue-type: This begins with a long dash, as text processors write it. Use --queue-type.",
    ]);
  });

  it("a mistyped command, a command after flags and a forgotten flag get different hints", () => {
    expect(messages("docotr")[0]).toMatch(/Did you mean doctor\?/);
    expect(messages("check")[0]).toMatch(/A command must come before/);
    expect(messages("plan.json")[0]).toMatch(/--experiment plan\.json/);
  });
});
