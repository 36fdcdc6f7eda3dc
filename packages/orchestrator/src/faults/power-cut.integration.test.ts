// A power cut of the broker during a backlog: a quorum queue keeps every confirmed message.
import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { canPowerCut } from "@fairhare/broker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultOf } from "../testing/faults.ts";
import { Lab, runOf } from "../testing/lab.ts";

const { isAvailable, reason } = canPowerCut();
if (reason !== null) process.stderr.write(`power-cut: skipped, since ${reason}\n`);

describe.skipIf(!isAvailable)("a broker whose power is cut", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.openOwn(["power-cut"]);
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  it("keeps every confirmed task of a backlog on a quorum queue, and leaves nothing mounted", async () => {
    const fault = faultOf({ kind: "power-cut", role: "broker", atMs: 3_000 });
    const load = { tasks: 1_000, work: "none", prefetch: 100, backlog: true } as const;
    const confirmed = { queueType: "quorum", durability: "confirmed", confirmWindow: 100 } as const;
    const { ledger, faults } = runOf(await lab.run([{ ...load, ...confirmed, faults: [fault] }]));
    expect(faults).toMatchObject([{ kind: "power-cut", target: "broker" }]);
    expect(ledger).toMatchObject({ attempted: 1_000, lost: 0 });
    expect(ledger.completed + ledger.unknown).toBe(1_000);
    expect(ledger.completed).toBeGreaterThanOrEqual(ledger.confirmed);

    const directory = dirname(lab.broker.server?.dataDir ?? "");
    expect(loopFiles().filter((file) => file.startsWith(directory))).toHaveLength(1);
    await lab.broker[Symbol.asyncDispose]();
    expect(loopFiles().filter((file) => file.startsWith(directory))).toEqual([]);
    expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(directory);
  });
});

function loopFiles(): string[] {
  return readdirSync("/sys/block").flatMap((name) => {
    try {
      return readFileSync(`/sys/block/${name}/loop/backing_file`, "utf8");
    } catch {
      return [];
    }
  });
}
