// Prometheus scrapes a run, and every query of the Grafana dashboard returns data. Needs Debian's package `prometheus`;
// without it the test is skipped, and says so.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { spawnCommand } from "../testing/spawn-command.ts";

const DASHBOARD = new URL("../../../../docs/grafana/fairhare.json", import.meta.url);
const CONFIGURATION = new URL("../../../../docs/grafana/prometheus.yml", import.meta.url);
const LIMIT_MS = 60_000;

const isInstalled = spawnSync("prometheus", ["--version"]).status === 0;
if (!isInstalled) console.warn("SKIPPED: Prometheus is not installed (apt-get install prometheus).");

let directory: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "fairhare-prometheus-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null) continue;
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  rmSync(directory, { recursive: true, force: true });
});

function environment() {
  const { PATH = "", HOME = "" } = process.env;
  return { PATH, HOME };
}

function started(child: ChildProcess): ChildProcess {
  children.push(child);
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

interface Answer {
  readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
}

async function query(origin: string, expression: string): Promise<Answer["data"]["result"]> {
  const answer = await fetch(`${origin}/api/v1/query?${new URLSearchParams({ query: expression }).toString()}`);
  return ((await answer.json()) as Answer).data.result;
}

it.runIf(isInstalled)("Prometheus scrapes a run, and each query of the dashboard returns data", async () => {
  const [port, prometheusPort] = [await freePort(), await freePort()];
  const origin = `http://127.0.0.1:${prometheusPort}`;
  writeFileSync(
    join(directory, "prometheus.yml"),
    readFileSync(CONFIGURATION, "utf8").replace("127.0.0.1:9465", `127.0.0.1:${port}`),
  );
  const words = [
    "--config.file=prometheus.yml",
    "--storage.tsdb.path=data",
    `--web.listen-address=127.0.0.1:${prometheusPort}`,
  ];
  started(spawn("prometheus", words, { cwd: directory, env: environment(), stdio: "ignore" }));
  const flags = `--broker local --quiet --time 14 --rate 60 --workers 3 --prefetch 5 --heavy 30ms --durability confirmed
    --metrics-port ${port} --fault kill:worker:2@3s`;
  const bench = started(spawnCommand(directory, flags.split(/\s+/), environment()).child);

  const end = Date.now() + LIMIT_MS;
  const isThere = async (): Promise<boolean> => {
    const faults = await query(origin, "fairhare_faults_total").catch(() => []);
    return Number(faults[0]?.value[1] ?? 0) > 0;
  };
  while (!(await isThere()) && Date.now() < end) await sleep(250);
  // Two more scrapes: a rate needs them.
  await sleep(3_000);

  const { panels } = JSON.parse(readFileSync(DASHBOARD, "utf8")) as {
    panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
  };
  const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const answers = await Promise.all(
    expressions.map(async (expr) => [expr, await query(origin, expr.replaceAll("$__rate_interval", "10s"))] as const),
  );
  expect(answers.length).toBeGreaterThan(15);
  expect(answers.filter(([, result]) => result.length === 0).map(([expr]) => expr)).toEqual([]);
  expect(answers.flatMap(([, result]) => result.map(({ value }) => value[1]))).not.toContain("NaN");
  const completed = await query(origin, "fairhare_tasks_completed_total");
  expect(completed).toHaveLength(3);
  if (bench.exitCode === null) await once(bench, "exit");
  expect(bench.exitCode).toBe(0);
});
