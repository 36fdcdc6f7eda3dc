import { expect, test } from "vitest";
import { addResources, cpuSecondsOf, diskBytesOf, peakRssBytesOf } from "./resources.ts";

test("CPU time is user plus system time, for any process name", () => {
  expect(cpuSecondsOf("42 (a) b (c) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 7 7 20 0 1 0 99")).toBe(3);
});

test("peak memory is the high-water mark in bytes", () => {
  expect(peakRssBytesOf("Name:\tbeam.smp\nVmPeak:\t  999 kB\nVmHWM:\t  150224 kB\nVmRSS:\t 1 kB\n")).toBe(
    150_224 * 1024,
  );
});

test("disk writes are those that reach the storage, null where the kernel does not count them", () => {
  expect(diskBytesOf("rchar: 1\nwchar: 99999\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 0\n")).toBe(
    8_192,
  );
  expect(diskBytesOf("")).toBeNull();
});

test("after a restart, CPU times are added and the larger memory counts", () => {
  const total = addResources(
    { cpuSeconds: 2, peakRssBytes: 300, diskBytes: 10 },
    { cpuSeconds: 1, peakRssBytes: 200, diskBytes: 5 },
  );
  expect(total).toEqual({ cpuSeconds: 3, peakRssBytes: 300, diskBytes: 15 });
});
