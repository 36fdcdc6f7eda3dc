// kubectl builds the kustomization that `deploy` writes: its secrets, its namespace, the references between its objects.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { runWords } from "../testing/run-words.ts";

const isInstalled = spawnSync("kubectl", ["version", "--client"]).status === 0;
if (!isInstalled) console.warn("SKIPPED: kubectl is not installed (apt-get install kubernetes-client).");

const directory = mkdtempSync(join(tmpdir(), "fairhare-kustomize-"));
afterAll(() => rmSync(directory, { recursive: true }));

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
}

async function build(...flags: readonly string[]): Promise<readonly KubernetesObject[]> {
  const { code } = await runWords(directory, ["deploy", "--engine", "kubernetes", "--output", "fleet", ...flags]);
  expect(code).toBe(0);
  const { stdout, stderr, status } = spawnSync("kubectl", ["kustomize", "fleet"], { cwd: directory, encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  return parseAllDocuments(stdout, { version: "1.1" }).map((document) => document.toJS() as KubernetesObject);
}

const decoded = (object: KubernetesObject | undefined, key: string): string =>
  Buffer.from(object?.data?.[key] ?? "", "base64").toString();

describe.runIf(isInstalled)("the kustomization", () => {
  test("has the token, and every object is in the namespace", async () => {
    const objects = await build("--namespace", "bench");
    const names = objects.map(({ kind, metadata: { name } }) => `${kind} ${name}`);
    expect(names.toSorted()).toEqual([
      "Job fairhare",
      "Job fairhare-agents",
      "NetworkPolicy fairhare",
      "NetworkPolicy fairhare-agents",
      "PersistentVolumeClaim fairhare-results",
      "Secret fairhare-token",
      "Service fairhare",
    ]);
    expect(new Set(objects.map(({ metadata }) => metadata.namespace))).toEqual(new Set(["bench"]));
    const token = objects.find(({ kind }) => kind === "Secret");
    expect(decoded(token, "token")).toBe(readFileSync(join(directory, "fleet/secrets/token"), "utf8"));
  });

  test("has the URI of a broker under the key of RabbitMQ's cluster operator", async () => {
    const objects = await build("--uri", "amqp://user:password@rabbit");
    const broker = objects.find(({ metadata: { name } }) => name === "fairhare-broker");
    expect(decoded(broker, "connection_string")).toBe("amqp://user:password@rabbit");
  });
});
