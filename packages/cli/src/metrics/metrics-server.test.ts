import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runningFleet } from "@fairhare/checker/testing";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MetricsServer, serveMetrics } from "./metrics-server.ts";

const DASHBOARD = new URL("../../../../docs/grafana/fairhare.json", import.meta.url);
const TRIAL = { id: "prefetch=1", settings: BASE_SETTINGS };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "fairhare-metrics-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A history with two workers: worker 1 completes task 1 and has task 3, worker 2 was killed. */
function storeHistory(name: string): string {
  const run = join(directory, name);
  mkdirSync(join(run, "history"), { recursive: true });
  const shards = runningFleet().depth(7, 1_900).exited(2, 1_800).shards();
  for (const shard of shards) writeFileSync(join(run, "history", shard.name), shard.bytes);
  return run;
}

const begin = (server: MetricsServer, run: number): void =>
  server.observe({
    type: "run-began",
    index: run,
    total: 2,
    schedule: [],
    directory: storeHistory(String(run)),
    trial: TRIAL,
    run,
    warmup: false,
  });

const scrape = async ({ address }: MetricsServer): Promise<string> => (await fetch(address)).text();

describe("the metrics of a running experiment", () => {
  it("are counters, gauges and histograms with the conventions of Prometheus", async () => {
    await using server = await serveMetrics(0);
    begin(server, 1);
    const lines = (await scrape(server)).split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        "# TYPE fairhare_tasks_completed_total counter",
        'fairhare_tasks_completed_total{worker="1"} 1',
        'fairhare_tasks_published_total{producer="1"} 3',
        'fairhare_tasks_delivered_total{worker="2"} 1',
        'fairhare_worker_busy_seconds_total{worker="1"} 0.5',
        'fairhare_worker_unacknowledged_tasks{worker="1"} 1',
        'fairhare_worker_up{worker="1"} 1',
        'fairhare_worker_up{worker="2"} 0',
        'fairhare_worker_busy{worker="2"} 0',
        'fairhare_tasks_redelivered_total{worker="1"} 0',
        'fairhare_worker_busy{worker="1"} 1',
        "fairhare_queue_ready_messages 7",
        'fairhare_run_info{trial="prefetch=1",run="1",warmup="false"} 1',
        'fairhare_run_phase{phase="publishing"} 0',
        "# TYPE fairhare_task_latency_seconds histogram",
        'fairhare_task_latency_seconds_bucket{le="1"} 0',
        'fairhare_task_latency_seconds_bucket{le="2.5"} 1',
        "fairhare_task_latency_seconds_count 1",
      ]),
    );
  });

  it("add up over the runs, while the gauges are those of the run that goes on", async () => {
    await using server = await serveMetrics(0);
    begin(server, 1);
    server.observe({ type: "run-ended", trial: TRIAL, run: 1, warmup: true });
    begin(server, 2);
    const text = await scrape(server);
    expect(text).toContain('fairhare_tasks_completed_total{worker="1"} 2\n');
    expect(text).toContain('fairhare_run_info{trial="prefetch=1",run="2",warmup="false"} 1\n');
    expect(text).not.toMatch(/run="1"|worker="0"/);
    expect(text).toContain('fairhare_runs_total{verdict="pass"} 0\n');
  });

  it("name the port that another program uses, and answer only at /metrics", async () => {
    await using server = await serveMetrics(0);
    const { port, origin } = new URL(server.address);
    await expect(serveMetrics(Number(port))).rejects.toThrow(
      `--metrics-port ${port} cannot be used: another program uses this port. Use another port, or 0 for a free one.`,
    );
    expect((await fetch(`${origin}/x`)).status).toBe(404);
  });

  it("are all that the dashboard asks for", async () => {
    await using server = await serveMetrics(0);
    begin(server, 1);
    const text = await scrape(server);
    const names = new Set([...text.matchAll(/^# TYPE (\S+)|^([a-z_]+)/gm)].map(([, type, sample]) => type ?? sample));
    const { panels } = JSON.parse(readFileSync(DASHBOARD, "utf8")) as {
      panels: readonly { readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[] }[];
    };
    const targets = panels.flatMap((panel) => panel.targets);
    const asked = targets.flatMap(({ expr }) => expr.match(/fairhare_\w+/g) ?? []);
    expect(asked.filter((name) => !names.has(name))).toEqual([]);
    const labels = targets.flatMap(({ expr, legendFormat }) => [
      ...(legendFormat.match(/(?<=\{\{)\w+/g) ?? []),
      ...(expr.match(/(?<=by \()\w+/g) ?? []),
    ]);
    expect(labels.filter((label) => !new RegExp(String.raw`[{,]${label}="`).test(text))).toEqual([]);
    const shown = new Set(asked.map((name) => name.replace(/_(bucket|count|sum)$/, "")));
    const families = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(families.filter((name) => !shown.has(name ?? ""))).toEqual(["fairhare_tasks_delivered_total"]);
  });
});
