import { describe, expect, it } from "vitest";
import { machineFindings } from "./machine-findings.ts";

const load = { cores: 2, seconds: 10, busySeconds: 12, stealSeconds: 0, ownSeconds: 1 };
const cost: Parameters<typeof machineFindings>[1] = { clientCpuSeconds: 6, brokerCpuSeconds: 4.5 };
const codes = (changes: Partial<typeof load>, of: Partial<typeof cost> = {}) =>
  machineFindings({ ...load, ...changes }, { ...cost, ...of }).map(({ code }) => code);

describe("the load of the machine", () => {
  it("is not a finding while fleet, broker and orchestrator explain it", () => {
    expect(codes({})).toEqual([]);
    expect(codes({ busySeconds: 13.9 })).toEqual([]);
  });

  it("of other programs is one from a quarter of a core and a tenth of all cores on", () => {
    expect(machineFindings({ ...load, busySeconds: 16.5 }, cost)).toEqual([
      { code: "other-load", severity: "warning", values: { busyCores: 0.5, ofCores: 2 } },
    ]);
    expect(codes({ busySeconds: 16.5, cores: 8 })).toEqual([]);
  });

  it("is not known without the broker's time, or in a short run", () => {
    expect(codes({ busySeconds: 19 }, { brokerCpuSeconds: null })).toEqual([]);
    expect(codes({ busySeconds: 19, seconds: 0.3 })).toEqual([]);
  });

  it("that a hypervisor took is one from 2 % on", () => {
    expect(machineFindings({ ...load, stealSeconds: 1 }, cost)).toEqual([
      { code: "cpu-stolen", severity: "warning", values: { percent: 5 } },
    ]);
    expect(codes({ stealSeconds: 0.2 })).toEqual([]);
  });
});
