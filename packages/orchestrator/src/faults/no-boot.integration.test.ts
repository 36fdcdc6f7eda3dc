// A broker whose data is damaged while it is down: the run reports this as its result, not as an internal error.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultOf } from "../testing/faults.ts";
import { Lab, runOf } from "../testing/lab.ts";

describe("a broker that does not boot again", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.openOwn();
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  it("leaves the run unknown, with the end of the server's log, and the next run gets a new broker", async () => {
    const dataDir = lab.broker.server?.dataDir ?? "";
    const fault = faultOf({ kind: "kill", role: "broker", atMs: 100, restartAfterMs: 500 });
    const load = { tasks: 20, work: "none", backlog: true, prefetch: 10 } as const;
    const outcome = await lab.run([{ ...load, faults: [fault] }], {
      observer: (event) => {
        if (event.type === "fault") setTimeout(() => damage(dataDir), 200);
      },
    });
    const broken = runOf(outcome);
    expect(broken).toMatchObject({ verdict: "unknown", ledger: { lost: 0 } });
    const words = broken.warnings.join("\n");
    expect(words).toContain(`the broker did not start again after ${fault.text}`);
    expect(words).toContain("exited with code");
    const log = /kept in (\S+)\./.exec(words)?.[1] ?? "";
    expect(readFileSync(log, "utf8")).not.toBe("");
    rmSync(log);

    const next = runOf(await lab.run([load]));
    expect(next).toMatchObject({ verdict: "pass", ledger: { attempted: 20, completed: 20 } });
    expect(next.warnings.join("\n")).toContain("uses a new broker with an empty data directory");
  });
});

/** Damages the files that the server reads first: Mnesia's log and node list, or Khepri's member registry. */
function damage(dataDir: string): void {
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const metadata = files.filter(({ parentPath, name }) =>
    /LATEST\.LOG$|cluster_nodes|coordination\/.*(meta|names)\.dets$/.test(join(parentPath, name)),
  );
  if (metadata.length === 0) throw new Error(`${dataDir} has no metadata to damage`);
  for (const { parentPath, name } of metadata) writeFileSync(join(parentPath, name), "nonsense");
}
