// Two processes whose clocks are hours apart and drift: the queue wait between them is within the stated error of the truth.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { checkRun } from "@fairhare/checker";
import { createHostTimers, openShardFile, ShardWriter } from "@fairhare/child";
import { ClockWatch, RunLog } from "@fairhare/orchestrator/testing";
import { EventKind, PhaseCode, Role, type ShardHeader } from "@fairhare/protocol";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HostMessage, NamespacedHost } from "./namespaced-host.ts";
import { hoursBack, isSkipped } from "./time-namespace.ts";

let directory = "";
const path = (name: string): string => join(directory, `${name}-1.1.shard`);
const openShard = (file: string, header: ShardHeader): ShardWriter => new ShardWriter(openShardFile(file), header);

const TASKS = 200;
const THREE_HOURS = 3 * 3_600;

describe.skipIf(isSkipped("the test of two processes whose clocks are hours apart"))(
  "processes whose clocks are hours apart",
  () => {
    beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), "fairhare-clocks-"))));
    afterAll(() => rmSync(directory, { recursive: true }));

    it("have the queue wait of one clock, within the error that the result states", async () => {
      const clock = createHostTimers();
      using producer = new NamespacedHost(1, { aheadSeconds: THREE_HOURS, driftPpm: 100 }, clock);
      using worker = new NamespacedHost(2, { aheadSeconds: hoursBack(), driftPpm: -100 }, clock);
      const hosts = [producer, worker];
      const truth: number[] = [];
      {
        using log = new RunLog(path("orchestrator"), { clock, pid: process.pid, openShard });
        log.phase(PhaseCode.starting);
        await using watch = await ClockWatch.begin(() => hosts, log, clock);
        for (const [role, host] of [
          ["producer", producer],
          ["worker", worker],
        ] as const) {
          const { clockOffset: clockOffsetNs, number: tag } = host;
          const { pid: detail } = await asked(
            host,
            { type: "configure", role, shardFile: path(role), clockOffsetNs },
            "configured",
          );
          log.record(EventKind.spawned, { slot: 1, task: 1, detail, flags: Role[role], tag });
        }
        log.phase(PhaseCode.publishing);
        for (let task = 1; task <= TASKS; task++) {
          const { raw, intended } = await asked(producer, { type: "publish", task }, "published");
          await pause(task % 20);
          const delivered = await asked(worker, { type: "deliver", task, intended }, "delivered");
          truth.push(worker.truthOf(delivered.raw) - producer.truthOf(raw));
          await pause(10);
        }
        await Promise.all(hosts.map((host) => asked(host, { type: "end" }, "ended")));
        log.phase(PhaseCode.draining);
        log.record(EventKind.settled, {});
        log.phase(PhaseCode.drained);
        await watch[Symbol.asyncDispose]();
        log.phase(PhaseCode.ended);
      }
      const shards = ["orchestrator", "producer", "worker"].map((name) => ({
        name: `${name}-1.1.shard`,
        bytes: new Uint8Array(readFileSync(path(name))),
      }));
      const settings = { ...BASE_SETTINGS, producers: 1, workers: 1, tasks: TASKS, confirmWindow: 0 };
      const { result } = checkRun({ settings, run: 1, shards, directory: null, brokerVersion: "4.0.5" });

      const { queueWait } = result.latencyMs;
      const bound = queueWait.errorBound ?? Infinity;
      const sorted = truth.map((ns) => ns / 1e6).toSorted((a, b) => a - b);
      const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
      console.info(
        `queue wait: mean ${queueWait.mean} ms, truth ${mean} ms, stated error ${bound} ms; drifts ${result.clocks.map(({ driftPpm }) => driftPpm).join(", ")} ppm`,
      );
      expect(queueWait.count).toBe(TASKS);
      expect(Math.abs((queueWait.mean ?? 0) - mean)).toBeLessThanOrEqual(bound);
      expect(Math.abs((queueWait.min ?? 0) - (sorted[0] ?? 0))).toBeLessThanOrEqual(bound);
      expect(Math.abs((queueWait.max ?? 0) - (sorted.at(-1) ?? 0))).toBeLessThanOrEqual(bound);
      // A percentile has three significant digits.
      const median = sorted[TASKS / 2 - 1] ?? 0;
      expect(Math.abs((queueWait.p50 ?? 0) - median)).toBeLessThanOrEqual(bound + median * 1e-3);
      // The bound is of use: an offset of hours and a drift of 200 µs per second are removed.
      expect(bound).toBeLessThan(5);
      expect(result.clocks.map(({ agent, steady }) => [agent, steady])).toEqual([
        [1, true],
        [2, true],
      ]);
      for (const [index, ppm] of [100, -100].entries())
        expect(Math.abs((result.clocks[index]?.driftPpm ?? 0) - ppm)).toBeLessThan(50);
      expect(result.evidence.gaps).toEqual([]);
    });
  },
);

async function asked<Type extends HostMessage["type"]>(
  host: NamespacedHost,
  message: object,
  type: Type,
): Promise<Extract<HostMessage, { type: Type }>> {
  const answer = await host.ask(message);
  if (answer.type !== type) throw new Error(`expected ${type}, got ${answer.type}`);
  return answer as Extract<HostMessage, { type: Type }>;
}
