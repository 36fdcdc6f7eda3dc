import { faultAbilities } from "@fairhare/experiment";
import { describe, expect, it } from "vitest";
import { faultFindings } from "./faults.ts";

const detailsWith = (...[surroundings]: Parameters<typeof faultAbilities>): string[] =>
  faultFindings(faultAbilities(surroundings)).map(({ detail }) => detail);

const PLANNED = "cut:connection, memory-alarm:broker, disk-alarm:broker: This version cannot do it yet.";

describe("the doctor on faults", () => {
  it("a private broker can be broken in every way that is built", () => {
    expect(detailsWith({ provider: "local", hasSignals: true, whyNoPowerCut: null })).toEqual([
      "kill:worker, kill:producer, kill:broker, stop:worker, stop:producer, stop:broker, quit:worker, quit:producer, restart:broker, power-cut:broker",
      PLANNED,
    ]);
  });

  it("a machine that cannot cut the power says what it lacks", () => {
    const whyNoPowerCut = "It takes xfs_io, which is missing.";
    expect(detailsWith({ provider: "local", hasSignals: true, whyNoPowerCut })).toContain(
      `power-cut:broker: ${whyNoPowerCut}`,
    );
  });

  it("somebody else's broker is left alone, and which one can be broken is said", () => {
    expect(detailsWith({ provider: "external", hasSignals: true, whyNoPowerCut: null })).toEqual([
      "kill:worker, kill:producer, stop:worker, stop:producer, quit:worker, quit:producer",
      "kill:broker, stop:broker, restart:broker, power-cut:broker: An external broker is not ours to break. Use --broker local, which starts a private one.",
      PLANNED,
    ]);
  });

  it("without a broker and without signals only a killing is left", () => {
    expect(detailsWith({ provider: null, hasSignals: false, whyNoPowerCut: null })).toEqual([
      "kill:worker, kill:producer",
      "kill:broker, stop:broker, restart:broker, power-cut:broker: There is no broker.",
      "stop:worker, stop:producer, quit:worker, quit:producer: This system has no signals to stop or end a process with.",
      PLANNED,
    ]);
  });
});
