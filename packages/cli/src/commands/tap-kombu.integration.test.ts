// Kombu, the library of Celery, as a client of somebody else, on a real broker. Needs Debian's python3-kombu.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { TapResults } from "@fairhare/observe";
import { describe, expect, test } from "vitest";
import { until } from "../testing/running-tap.ts";
import { type TappedQueue, tappedQueue } from "../testing/tapped-queue.ts";

const KOMBU_WORKER = fileURLToPath(new URL("../../../../bench/clients/kombu_worker.py", import.meta.url));
const PYTHON = pythonWithKombu();
if (PYTHON === undefined) process.stderr.write("tap with Kombu: skipped. Install python3-kombu.\n");

const tapped = tappedQueue();

const codes = ({ findings }: TapResults): string[] => findings.map(({ code }) => code);

describe("Kombu through the tap", () => {
  test.skipIf(PYTHON === undefined)(
    "that acknowledges after the work: a kill leaves one delivery in hand",
    async () => {
      const { results, handled } = await killKombu("late");
      expect(results.consumers[0]).toMatchObject({ client: "kombu worker 1", prefetch: 1, ack: "manual", end: "cut" });
      expect(results.ledger).toMatchObject({ inHandAtCut: 1, redelivered: 1, unacked: 0 });
      // Every task was handled, the one in hand a second time by the next worker.
      expect(handled).toEqual(TASKS);
      expect(codes(results)).not.toContain("consumer-acks-early");
    },
  );

  test.skipIf(PYTHON === undefined)("that acknowledges before the work: the task in work is gone, unseen", async () => {
    const { results, handled } = await killKombu("early");
    expect(codes(results)).toContain("consumer-acks-early");
    // Every task was acknowledged, also the one that nobody has done. A delivery in hand waited behind it.
    const { acked, delivered, inHandAtCut } = results.ledger;
    expect([acked, delivered]).toEqual([TASKS.length, TASKS.length + inHandAtCut]);
    expect(inHandAtCut).toBeLessThanOrEqual(1);
    expect(TASKS.filter((task) => !handled.includes(task))).toHaveLength(1);
    expect(JSON.stringify(results)).not.toMatch(/lost/i);
  });

  const TASKS = Array.from({ length: 20 }, (_, index) => `task ${index + 1}`);

  /** A Kombu worker is killed while it works; a second one does the rest. */
  async function killKombu(ack: "late" | "early") {
    const own = tapped();
    const { channel, queue } = own;
    const tap = await own.startTap();
    const received: string[] = [];
    const handled: string[] = [];
    const first = kombu(own, tap.uri, ack, "1", { received, handled });
    await once(first.stdout ?? first, "data");
    // Some tasks find the worker idle.
    for (const task of TASKS.slice(0, 7)) {
      publish(own, task);
      await sleep(200);
    }
    for (const task of TASKS.slice(7)) publish(own, task);
    // It works on the fifteenth task; seven of those before waited for their turn.
    await until(() => received.length >= 15);
    await sleep(30);
    first.kill("SIGKILL");
    await once(first, "close");
    const second = kombu(own, tap.uri, ack, "2", { received, handled });
    await until(
      async () => (await channel.checkQueue(queue)).messageCount === 0 && handled.includes(TASKS.at(-1) ?? ""),
    );
    await sleep(100);
    second.kill("SIGTERM");
    await once(second, "close");
    const { results } = await tap.interrupt();
    return { results, handled: [...new Set(handled)].toSorted(byNumber) };
  }

  function kombu(
    { queue, children }: TappedQueue,
    uri: string,
    ack: string,
    worker: string,
    { received, handled }: Readonly<Record<"received" | "handled", string[]>>,
  ): ChildProcess {
    const child = spawn(PYTHON ?? "", ["-u", KOMBU_WORKER], {
      env: { ...process.env, AMQP_URL: uri, FAIRHARE_QUEUE: queue, FAIRHARE_WORKER: worker, ACK: ack, WORK_MS: "120" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    child.stdout?.on("data", (chunk: Buffer) => {
      for (const [, what, task = ""] of String(chunk).matchAll(/(Received|Done) (.*)/g))
        (what === "Done" ? handled : received).push(task);
    });
    return child;
  }
});

const byNumber = (a: string, b: string): number => Number(a.slice(5)) - Number(b.slice(5));

const publish = ({ channel, queue }: TappedQueue, task: string): boolean =>
  channel.sendToQueue(queue, Buffer.from(task), { contentType: "text/plain", contentEncoding: "utf-8" });

/** Debian's Python has Debian's packages; another one may hide it in PATH. */
function pythonWithKombu(): string | undefined {
  return ["/usr/bin/python3", "python3"].find((python) => {
    try {
      execFileSync(python, ["-c", "import kombu"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
}
