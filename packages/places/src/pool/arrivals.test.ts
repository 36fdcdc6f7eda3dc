import { expect, test } from "vitest";
import { VirtualTimers } from "../testing/virtual-timers.ts";
import { Arrivals, networkOf } from "./arrivals.ts";

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8:1::5:6", "2001:db8:1:0"],
  ["2001:db8::", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["a closed connection", "a closed connection"],
])("%s is of the network %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test("a network gets its burst again after ten seconds of silence", () => {
  const clock = new VirtualTimers();
  const arrivals = new Arrivals(clock);
  const accepted = (): number => Array.from({ length: 300 }, () => arrivals.admits("a")).filter(Boolean).length;
  expect(accepted()).toBe(200);
  clock.pass(10_000);
  expect(accepted()).toBe(200);
});

test("the memory is bounded", () => {
  const clock = new VirtualTimers();
  const arrivals = new Arrivals(clock);
  for (let number = 0; number < 10_000; number++) arrivals.admits(`network ${number}`);
  expect(arrivals.size).toBe(1_024);
});
