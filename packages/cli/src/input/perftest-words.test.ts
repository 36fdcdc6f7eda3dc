import { DOCUMENTED_COMMANDS, perfTestOption, perfTestSentence } from "@fairhare/plan";
import { describe, expect, it, test } from "vitest";
import { runWords } from "../testing/run-words.ts";
import { readPerfTestWord, withLongPerfTestFlags } from "./perftest-words.ts";

/** Words in quotes or without any. */
const shellWords = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, one, two, plain]) => one ?? two ?? plain ?? "");

const plan = (words: readonly string[]) => runWords("/nonexistent", [...words, "--print-plan"]);

/** `place` → message, of the printed error. */
const mistakesOf = (err: string): Map<string, string> =>
  new Map([...err.matchAll(/^ {2}(\S.*)\n {6}(.*)$/gm)].map(([, place = "", message = ""]) => [place, message]));

describe("the command lines of PerfTest's documentation", () => {
  test.each(DOCUMENTED_COMMANDS)("$perfTest", async ({ perfTest, refused }) => {
    const { code, err } = await plan(shellWords(perfTest));
    const mistakes = mistakesOf(err);
    expect(code).toBe(refused.length === 0 ? 0 : 2);
    expect([...mistakes.keys()]).toEqual(expect.arrayContaining([...refused]));
    expect(mistakes.size).toBe(refused.length);
    for (const [place, message] of mistakes) {
      const name = place.replace(/^--?/, "");
      const option = perfTestOption(name);
      // A value that Fairhare does not accept has a message of its own.
      expect(message).toBe(option === undefined ? message : perfTestSentence(name, option));
    }
  });

  test.each(DOCUMENTED_COMMANDS.flatMap(({ here }) => here ?? []))("%s works instead", async (here) => {
    expect(await plan(shellWords(here))).toMatchObject({ code: 0 });
  });
});

describe("flags of PerfTest with several letters", () => {
  it.each([
    [["-qq"], "-qq", /Use --queue-type quorum\./],
    [["-vr", "100:60"], "-vr", /--rate 100:60s,1000:10s/],
    [["-ad", "false"], "-ad", /Each run declares a queue of its own/],
    [["-mh"], "-mh", /--export-openmetrics/],
    [["-qos", "10"], "--qos", /Use --prefetch \(-q\)\./],
    [["-qa", "x-max-length=10", "x-max-age=1"], "-qa", /--queue-arg/],
    [["-R2000"], "-R", /--skew uniform --heavy/],
    [["run", "-st=3"], "-st", /--drain-timeout/],
  ])("%j is refused once, with the flag to use or the reason", async (words, place, message) => {
    const { code, err } = await plan(words);
    expect([code, [...mistakesOf(err).keys()]]).toEqual([2, [place]]);
    expect(mistakesOf(err).get(place)).toMatch(message);
  });

  it("are not looked for in values, after --, and in the words of other commands", async () => {
    expect(withLongPerfTestFlags(["--name", "-qq", "-q", "-ad", "--", "-qq"])).toEqual([
      "--name",
      "-qq",
      "-q",
      "-ad",
      "--",
      "-qq",
    ]);
    const { err } = await runWords("/nonexistent", ["check", "-qq"]);
    expect(err).not.toContain("PerfTest");
  });

  it("a long flag with one dash works if Fairhare has it, as in PerfTest", async () => {
    const { code, out } = await plan(["-producers", "3", "-rate", "5"]);
    expect(code).toBe(0);
    expect(JSON.parse(out).experiment.trials[0].settings).toMatchObject({ producers: 3, ratePerSecond: 5 });
  });

  it("other words are not flags of PerfTest", () => {
    for (const word of ["--workers", "-w", "-tasks", "qq", "-"]) expect(readPerfTestWord(word)).toBeUndefined();
  });
});
