import { OPTION_KEYS, type RawOptions } from "@fairhare/plan";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addOptions, rawFlags } from "./option-flags.ts";

function read(...words: string[]): NonNullable<RawOptions["flags"]> {
  const command = new Command().helpOption("--help").allowUnknownOption().exitOverride();
  addOptions(command, OPTION_KEYS);
  command.parse(words, { from: "user" });
  return rawFlags(command);
}

describe("flags", () => {
  it("are none when none was typed: defaults are the parser's", () => {
    expect(read()).toEqual({});
  });

  it("come in the order of the command line, by letter or by name", () => {
    const flags = read("-q", "1,2", "--workers=3", "-z30", "-a");
    expect(flags).toEqual({ prefetch: ["1,2"], workers: ["3"], time: ["30"], autoAck: ["true"] });
    expect(Object.keys(flags)).toEqual(["prefetch", "workers", "time", "autoAck"]);
  });

  it("keep every text of a flag that is repeated", () => {
    expect(read("--threshold", "lost==0", "--threshold", "p99<5")).toEqual({ threshold: ["lost==0", "p99<5"] });
  });

  it("that are called otherwise in a plan are found by their flag", () => {
    expect(read("--fault", "kill:worker@2s,every=3s", "--fault=restart:broker@5s", "--on-unknown", "leave")).toEqual({
      faults: ["kill:worker@2s,every=3s", "restart:broker@5s"],
      onUnknown: ["leave"],
    });
  });

  it("that are switches mean true when nothing follows, and may be lists where the matrix may vary them", () => {
    expect(read("--backlog", "--quiet", "--no-progress")).toEqual({
      backlog: ["true"],
      quiet: ["true"],
      noProgress: ["true"],
    });
    expect(read("--backlog", "true,false")).toEqual({ backlog: ["true,false"] });
  });

  it("take a value that begins with a dash, for the parser to refuse", () => {
    expect(read("--prefetch", "-1")).toEqual({ prefetch: ["-1"] });
  });
});
