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
  it("are empty without arguments: the parser adds the defaults", () => {
    expect(read()).toEqual({});
  });

  it("keep the order of the command line, by letter or by name", () => {
    const flags = read("-q", "1,2", "--workers=3", "-z30", "-a");
    expect(flags).toEqual({ prefetch: ["1,2"], workers: ["3"], time: ["30"], autoAck: ["true"] });
    expect(Object.keys(flags)).toEqual(["prefetch", "workers", "time", "autoAck"]);
  });

  it("keep all texts of a repeated flag", () => {
    expect(read("--threshold", "lost==0", "--threshold", "p99<5")).toEqual({ threshold: ["lost==0", "p99<5"] });
  });

  it("are mapped to the names in a plan", () => {
    expect(read("--fault", "kill:worker@2s,every=3s", "--fault=restart:broker@5s", "--on-unknown", "leave")).toEqual({
      faults: ["kill:worker@2s,every=3s", "restart:broker@5s"],
      onUnknown: ["leave"],
    });
  });

  it("without a value mean true, and may be lists when they can be an axis", () => {
    expect(read("--backlog", "--quiet", "--no-progress")).toEqual({
      backlog: ["true"],
      quiet: ["true"],
      noProgress: ["true"],
    });
    expect(read("--backlog", "true,false")).toEqual({ backlog: ["true,false"] });
  });

  it("accept a value that begins with a dash, which the parser refuses", () => {
    expect(read("--prefetch", "-1")).toEqual({ prefetch: ["-1"] });
  });
});
