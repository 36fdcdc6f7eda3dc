// The Docker engine of the provider's tests, and the containers, networks, volumes and processes that Fairhare leaves.
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** `npm run test:docker` sets this to `required`: without an engine the tests then fail instead of being skipped. */
const REQUIRED = "FAIRHARE_DOCKER_TESTS";
const ENGINE_TIMEOUT_MS = 10_000;
const POLL_INTERVAL_MS = 100;

/** Prints to standard error why the tests are skipped; throws when they are required. */
export async function engineAnswers(): Promise<boolean> {
  try {
    await run("docker", ["version", "--format", "{{.Server.Version}}"], { timeout: ENGINE_TIMEOUT_MS });
    await run("docker", ["compose", "version"], { timeout: ENGINE_TIMEOUT_MS });
    return true;
  } catch (cause) {
    if (process.env[REQUIRED] === "required")
      throw new Error("No Docker engine with compose answers. Start one, or run `npm test` without the Docker tests.", {
        cause,
      });
    process.stderr.write("SKIPPED: tests of the Docker provider, because no Docker engine with compose answers.\n");
    return false;
  }
}

/** Containers, networks and volumes of Fairhare's projects, and their guardian processes. */
export async function leftInEngine(): Promise<string[]> {
  const format = ["--format", '{{.Label "com.docker.compose.project"}}'];
  const kinds = {
    container: ["ps", "--all", ...format],
    network: ["network", "ls", ...format],
    volume: ["volume", "ls", ...format],
  };
  const listed = await Promise.all(
    Object.entries(kinds).map(async ([kind, args]) =>
      linesOf((await run("docker", args)).stdout).map((project) => `${kind} of ${project}`),
    ),
  );
  return [
    ...listed.flat().filter((line) => / of fairhare-[0-9a-f]{10}$/.test(line)),
    ...commandLines()
      .filter((line) => /guardian-main\.js fairhare-[0-9a-f]{10} ?$/.test(line))
      .map((line) => `process ${line}`),
  ];
}

/** Waits up to `budgetMs` for all leftovers to disappear. */
export async function throwIfLeft(budgetMs: number): Promise<void> {
  const deadline = performance.now() + budgetMs;
  for (;;) {
    const left = await leftInEngine();
    if (left.length === 0) return;
    if (performance.now() > deadline) throw new Error(`left behind: ${left.join(", ")}`);
    await delay(POLL_INTERVAL_MS);
  }
}

/** Command lines of all processes of this machine, containers included; arguments separated by spaces. */
export function commandLines(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
      } catch {
        // The process has ended meanwhile.
        return "";
      }
    });
}

const linesOf = (text: string): string[] => text.split("\n").filter((line) => line !== "");
