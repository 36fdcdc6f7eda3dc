import { describe, expect, it } from "vitest";
import { type BrokerLimits, brokerLimitFindings, deprecatedFeatures, limitsInStatus } from "./broker-limits.ts";
import { queueDefaultFindings } from "./brokers.ts";

const FLEET = { workers: 2, producers: 1, workersPerProcess: 1 };
const LIMITS: BrokerLimits = {
  openFiles: 20_000,
  memoryBytes: 10e9,
  diskFreeBytes: 70e9,
  diskFreeLimitBytes: 5e7,
  deprecated: { permitted: ["global_qos"], denied: ["ram_node_type"] },
};

const feature = (name: string, phase: string, state?: string): object => ({ name, deprecation_phase: phase, state });

describe("the doctor on the limits of a broker", () => {
  it("one line for each limit", () => {
    expect(
      brokerLimitFindings(LIMITS, FLEET).map(({ name, status, detail }) => `${status} ${name}: ${detail}`),
    ).toEqual([
      "ok Broker files: at most 20,000",
      "ok Broker memory: blocks publishers above 10.0 GB (vm_memory_high_watermark)",
      "ok Broker disk: 70.0 GB free, blocks publishers below 50.0 MB (disk_free_limit)",
      "ok Deprecated: permitted: global_qos; denied or removed: ram_node_type",
    ]);
  });

  it.each<[string, string, Partial<BrokerLimits>, number, RegExp]>([
    ["a large fleet", "Broker files", { openFiles: 1_024 }, 1_000, /1000 workers and 1 producer.*ulimit -n 2410/],
    ["a small machine", "Broker memory", { memoryBytes: 1e8 }, 2, /more memory/],
    ["a nearly full disk", "Broker disk", { diskFreeBytes: 9e7 }, 2, /Free some space/],
  ])("%s is a warning that says what to do", (_, name, changes, workers, hint) => {
    const findings = brokerLimitFindings({ ...LIMITS, ...changes }, { ...FLEET, workers });
    expect(findings.filter(({ status }) => status !== "ok")).toEqual([
      expect.objectContaining({ name, status: "warning", hint: expect.stringMatching(hint) }),
    ]);
  });

  it("an external broker tells nothing, and the line says where to ask", () => {
    expect(brokerLimitFindings(null, FLEET)).toEqual([
      expect.objectContaining({ status: "absent", detail: expect.stringContaining("rabbitmq-diagnostics status") }),
    ]);
  });

  it("a broker that answers with something else has no findings, and no error", () => {
    const nothing = { memoryBytes: null, diskFreeBytes: null, diskFreeLimitBytes: null };
    for (const text of ["", "not JSON", "[]", "null", '{"disk_free":"unknown"}'])
      expect(limitsInStatus(text)).toEqual(nothing);
    expect(brokerLimitFindings({ ...nothing, openFiles: null, deprecated: null }, FLEET)).toEqual([]);
  });

  it("deprecated features have a state from 4.1 on, and only a phase before", () => {
    expect(deprecatedFeatures(JSON.stringify([feature("a", "permitted_by_default"), feature("b", "removed")]))).toEqual(
      {
        permitted: ["a"],
        denied: ["b"],
      },
    );
    expect(
      deprecatedFeatures(
        JSON.stringify([
          feature("a", "permitted_by_default", "denied"),
          feature("b", "denied_by_default", "permitted"),
        ]),
      ),
    ).toEqual({ permitted: ["b"], denied: ["a"] });
    expect(deprecatedFeatures("Command 'list_deprecated_features' not found.")).toBeNull();
  });
});

describe("the doctor on queues that leave a choice to the broker", () => {
  it("another default type is explained", () => {
    expect(queueDefaultFindings({ defaultType: "quorum", whyNoTransient: null })).toEqual([
      expect.objectContaining({ status: "ok", detail: expect.stringMatching(/^quorum; .*without x-queue-type/) }),
    ]);
  });

  it("a broker that refuses transient queues is a warning", () => {
    expect(queueDefaultFindings({ defaultType: null, whyNoTransient: "541 INTERNAL_ERROR" })).toEqual([
      expect.objectContaining({ status: "warning", hint: expect.stringContaining("transient_nonexcl_queues = true") }),
    ]);
  });
});
