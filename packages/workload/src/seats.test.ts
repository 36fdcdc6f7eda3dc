import { describe, expect, it } from "vitest";
import { packedWorkers, processOfSlot, slotsOfProcess, workerProcesses } from "./seats.ts";

const processes = (workers: number) => workerProcesses({ workers, workersPerProcess: packedWorkers(workers) });

describe("the slots of a worker process", () => {
  const packed = { workers: 5, workersPerProcess: 2 };

  it("fill each process, and the last one gets the rest", () => {
    expect([1, 2, 3].map((process) => slotsOfProcess(process, packed))).toEqual([[1, 2], [3, 4], [5]]);
  });

  it("are one each for workers that join later", () => {
    expect([4, 5].map((process) => slotsOfProcess(process, packed))).toEqual([[6], [7]]);
  });

  it("are one up to 100 workers, and a share of 20 processes above", () => {
    expect([0, 1, 100].map(processes)).toEqual([0, 1, 100]);
    expect([101, 1_000, 10_000].map(processes)).toEqual([17, 20, 20]);
  });

  it("lead back to the process", () => {
    for (const settings of [packed, { workers: 3, workersPerProcess: 1 }, { workers: 4, workersPerProcess: 9 }])
      for (let process = 1; process <= 6; process++)
        for (const slot of slotsOfProcess(process, settings)) expect(processOfSlot(slot, settings)).toBe(process);
  });
});
