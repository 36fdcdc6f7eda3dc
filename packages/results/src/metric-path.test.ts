import { describe, expect, it } from "vitest";
import { metricNames, metricPath, metricPaths, metricUnit } from "./metric-path.ts";

describe("metric names", () => {
  it("contain every full path", () => {
    for (const path of metricPaths()) expect(metricPath(path)).toBe(path);
    expect(metricPaths()).toEqual(
      expect.arrayContaining(["makespanMs", "latencyMs.endToEnd.p999", "fairness.jainBusy", "ledger.lost"]),
    );
  });

  it("are unique", () => {
    expect(new Set(metricNames()).size).toBe(metricNames().length);
    expect(metricNames().length).toBe(metricNames().filter((name) => metricPath(name) !== undefined).length);
  });

  it.each([
    ["lost", "ledger.lost"],
    ["jainTasks", "fairness.jainTasks"],
    ["completedPerSecond", "throughput.completedPerSecond"],
    ["clientCpuSeconds", "cost.clientCpuSeconds"],
    ["confirm.p99", "latencyMs.confirm.p99"],
    ["p99", "latencyMs.endToEnd.p99"],
    ["throughput", "throughput.completedPerSecond"],
  ])("let %s stand for %s", (name, path) => {
    expect(metricPath(name)).toBe(path);
  });

  it("let a priority stand for its latencies", () => {
    const path = "latencyByPriorityMs.9.queueWait.p99";
    expect(metricPath("priority.9.queueWait.p99")).toBe(path);
    expect(metricPath(path)).toBe(path);
    for (const name of [
      "priority.256.queueWait.p99",
      "priority.09.queueWait.p99",
      "priority.9.work.p99",
      "priority.9.queueWait.p42",
    ])
      expect(metricPath(name)).toBeUndefined();
  });

  it("let a number stand for a queue", () => {
    expect(metricPath("queue.3.lost")).toBe("queue.3.lost");
    expect(metricPath("queue.12.endToEnd.p99")).toBe("queue.12.endToEndMs.p99");
    expect(metricUnit("queue.12.endToEndMs.p99")).toBe("ms");
    for (const name of ["queue.0.lost", "queue.03.lost", "queue.3.queue", "queue.3.p42", "queue.lost", "queue.3."])
      expect(metricPath(name)).toBeUndefined();
  });

  it("have the error of the clocks for latencies between hosts, and for no other", () => {
    expect(metricPath("endToEnd.errorBound")).toBe("latencyMs.endToEnd.errorBound");
    expect(metricPath("priority.9.queueWait.errorBound")).toBe("latencyByPriorityMs.9.queueWait.errorBound");
    expect(metricPath("queue.3.endToEnd.errorBound")).toBe("queue.3.endToEndMs.errorBound");
    expect(metricPath("worstQueue.endToEndErrorBoundMs")).toBe("worstQueue.endToEndErrorBoundMs");
    for (const phase of ["work", "bufferWait", "confirm"]) expect(metricPath(`${phase}.errorBound`)).toBeUndefined();
  });

  it("do not contain data of pictures, lists or texts", () => {
    for (const name of ["run", "timeline.windowMs", "windowMs", "losses", "verdict", "count", "max"]) {
      expect(metricPath(name)).toBeUndefined();
    }
  });

  it.each([
    ["makespanMs", "ms"],
    ["latencyMs.endToEnd.p99", "ms"],
    ["latencyMs.endToEnd.count", ""],
    ["fairness.idleWhileBacklogMs", "ms"],
    ["throughput.completedPerSecond", "/s"],
    ["cost.clientCpuSeconds", "s"],
    ["cost.clientPeakRssBytes", "bytes"],
    ["fairness.jainBusy", ""],
    ["ledger.lost", ""],
    ["worstQueue.endToEndP99Ms", "ms"],
  ])("have units: %s is in %j", (path, unit) => {
    expect(metricPaths()).toContain(path);
    expect(metricUnit(path)).toBe(unit);
  });
});
