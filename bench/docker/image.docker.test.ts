// The image of the bench: built from deploy/image/Dockerfile, and started by the root docker-compose.yml.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { engineAnswers, throwIfLeft } from "./engine.ts";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** `npm ci` and the build of all packages. */
const BUILD_TIMEOUT_MS = 900_000;
const CLEAN_UP_BUDGET_MS = 10_000;

const id = randomBytes(5).toString("hex");
const project = `fairhare-${id}`;
const BASE = `fairhare-test-base-${id}`;
const environment = {
  ...process.env,
  FAIRHARE_IMAGE: `fairhare-test-${id}`,
  // The user guest may connect from another container only in the official image.
  FAIRHARE_BROKER_USER: "bench",
  FAIRHARE_BROKER_PASSWORD: id,
  // Free ports.
  FAIRHARE_AMQP_PORT: "0",
  FAIRHARE_MANAGEMENT_PORT: "0",
  FAIRHARE_PAGE_PORT: "0",
};

async function docker(...args: readonly string[]): Promise<string> {
  return (await run("docker", args, { cwd: ROOT, env: environment, maxBuffer: 67_108_864 })).stdout;
}

const compose = (...args: readonly string[]): Promise<string> => docker("compose", "--project-name", project, ...args);

describe.runIf(await engineAnswers())("the image of the bench", () => {
  beforeAll(async () => {
    const certificates = process.env["NODE_EXTRA_CA_CERTS"];
    const base = certificates === undefined ? [] : ["--build-arg", `NODE_IMAGE=${await baseWith(certificates)}`];
    await compose("build", ...base, "bench");
  }, BUILD_TIMEOUT_MS);
  afterAll(async () => {
    await compose("down", "--volumes", "--timeout", "1");
    await docker("image", "rm", "--force", environment.FAIRHARE_IMAGE, BASE);
    await throwIfLeft(CLEAN_UP_BUDGET_MS);
  });

  test("measures the RabbitMQ of docker-compose.yml", async () => {
    // The checkout is mounted at /work, and may belong to another user.
    const inContainer = ["run", "--rm", "--workdir", "/tmp", "bench"];
    const out = await compose(...inContainer, "--workers", "4", "--prefetch", "1", "--tasks", "40");
    expect(out).toContain("✓ pass");
    expect(out).toContain("Report: reports/");
  });

  test("serves the live page outside the container", async () => {
    const detached = ["run", "--detach", "--service-ports", "--workdir", "/tmp", "bench"];
    const flags = ["--workers", "2", "--rate", "20", "--time", "20", "--ui", "8080", "--ui-listen", "0.0.0.0"];
    const container = (await compose(...detached, ...flags)).trim();
    try {
      const [address = ""] = (await docker("port", container, "8080")).split("\n");
      // Docker accepts connections before the container listens, and may keep such a one open.
      const open = (): Promise<Response> => fetch(`http://${address}/`, { signal: AbortSignal.timeout(1_000) });
      const answer = await vi.waitFor(open, { timeout: 20_000, interval: 250 });
      expect(address).toMatch(/^127\.0\.0\.1:/);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain("<title>");
      expect((await run("docker", ["logs", container])).stderr).toContain(
        "served on 0.0.0.0: everyone who reaches this machine can watch the run",
      );
    } finally {
      await docker("rm", "--force", container);
    }
  });

  test("does not run as root, and has no source code, npm cache or workspace in it", async () => {
    const shell = ["run", "--rm", "--entrypoint", "sh", environment.FAIRHARE_IMAGE, "-c"];
    expect(await docker(...shell, "id -u")).toBe("1000\n");
    expect(
      await docker(...shell, "ls -d /source /installed /root/.npm /opt/fairhare/node_modules/@fairhare || true"),
    ).toBe("");
  });
});

/** Node's image with the certificates that this machine needs for the registry, as behind a proxy. */
async function baseWith(certificates: string): Promise<string> {
  const context = mkdtempSync(join(tmpdir(), "fairhare-image-"));
  try {
    copyFileSync(certificates, join(context, "certificates.pem"));
    const lines = [
      "FROM node:20-bookworm-slim",
      "COPY certificates.pem /",
      "ENV NODE_EXTRA_CA_CERTS=/certificates.pem",
    ];
    writeFileSync(join(context, "Dockerfile"), `${lines.join("\n")}\n`);
    await docker("build", "--tag", BASE, context);
    return BASE;
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}
