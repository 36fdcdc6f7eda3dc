// A broker that is named by URI, in the ways in which production brokers are: TLS with a private authority and client
// certificates, credentials outside ASCII, a broker that is still starting, several brokers.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeServer } from "@fairhare/amqp";
import { type FoundServer, findServer, freePorts, ManagedNode } from "@fairhare/broker";
import { type AmqpUri, formatAmqpUri, parseAmqpUri } from "@fairhare/core";
import { type Results, resultsSchema } from "@fairhare/results";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BROKER_NAME, createAuthority, type PrivateAuthority, tlsListener } from "../testing/private-authority.ts";
import { endedCommand } from "../testing/spawn-command.ts";

const { signal } = new AbortController();
const FLEET = ["--workers", "2", "--tasks", "100", "--heavy", "10ms", "--light", "10ms", "--quiet"];

const server = installed(() => findServer(process.env));
const openssl = installed(() => execFileSync("openssl", ["version"], { encoding: "utf8" }));

describe.skipIf(server === undefined || !openssl?.startsWith("OpenSSL 3"))("a broker that is named by URI", () => {
  let directory: string;
  let authority: PrivateAuthority;
  let node: ManagedNode;
  let tlsPort: number;
  let runs = 0;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "fairhare-named-"));
    authority = createAuthority(directory);
    [tlsPort = 0] = await freePorts(1);
    node = await ManagedNode.create({
      server: server as FoundServer,
      probe: probeServer,
      env: process.env,
      configuration: tlsListener(tlsPort, authority),
    });
  });
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  });

  const uriWith = (changes: Partial<AmqpUri>): string => {
    const { uri } = parseAmqpUri(node.uri);
    if (uri === undefined) throw new Error("the URI of our own node is not valid");
    return formatAmqpUri({ ...uri, ...changes });
  };
  const withTls = (changes: Partial<AmqpUri> = {}): string => uriWith({ scheme: "amqps", port: tlsPort, ...changes });
  const tlsFlags = (): string[] => [
    `--tls-ca=${authority.ca}`,
    `--tls-servername=${BROKER_NAME}`,
    `--tls-cert=${authority.client.cert}`,
    `--tls-key=${authority.client.key}`,
  ];

  test("AMQP_URL under auto: it waits for the broker, and uses TLS and credentials outside ASCII", async () => {
    const uri = withTls({ user: "jürgen", password: "päss:@/?#%,amqp", vhost: "café/1", heartbeatSeconds: 10 });
    const cut = ["--fault", "cut:connection:worker:1@200ms,for=100ms"];
    const running = fairhare([...FLEET, ...tlsFlags(), ...cut, "--wait", "60s"], { AMQP_URL: uri });
    await node.start(signal);
    // Until the user exists, the broker refuses the password.
    await node.ctl(["add_vhost", "café/1"], signal);
    await node.ctl(["add_user", "jürgen", "päss:@/?#%,amqp"], signal);
    await node.ctl(["set_permissions", "--vhost", "café/1", "jürgen", ".*", ".*", ".*"], signal);
    const { code, err, results } = await running;
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(results()).toMatchObject({
      verdict: "pass",
      environment: { broker: { provider: "external" } },
      trials: [{ heartbeatSeconds: 10, runs: [{ ledger: { completed: 100, lost: 0 }, disconnects: [{ count: 1 }] }] }],
    });
    expect(JSON.stringify(results())).not.toMatch(/päss|p%C3%A4ss/);
  });

  test("the second URI is used when the first is down, and the results say so", async () => {
    const list = `${uriWith({ port: 1 })},${node.uri}`;
    const { code, err, results } = await fairhare([...FLEET, "--uri", list]);
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(results().trials[0]?.runs[0]?.connections).toEqual([{ uri: 1, producers: 1, workers: 2 }]);
  });

  test("doctor examines it with the same flags, and says what AMQP does not tell", async () => {
    const { code, out } = await endedCommand(directory, ["doctor", "--json", ...tlsFlags()], {
      ...process.env,
      AMQP_URL: withTls(),
    });
    expect(code).toBe(0);
    const document: unknown = JSON.parse(out);
    expect(document).toMatchObject({
      schema: "fairhare.doctor/1",
      ready: true,
      machine: { cores: expect.any(Number) },
    });
    expect(document).toHaveProperty(
      "findings",
      expect.arrayContaining([
        expect.objectContaining({ name: "Broker", status: "ok", detail: expect.stringContaining("(external)") }),
        expect.objectContaining({ name: "Default queue type", detail: "classic" }),
        expect.objectContaining({ name: "Broker limits", status: "absent" }),
      ]),
    );
  });

  test("an error names the cause", async () => {
    const ca = `--tls-ca=${authority.ca}`;
    const name = `--tls-servername=${BROKER_NAME}`;
    const attempts: readonly (readonly [uri: string, flags: readonly string[], expected: RegExp])[] = [
      [uriWith({ port: tlsPort }), [], /port \d+ expects TLS\. Use amqps:\/\//],
      [uriWith({ scheme: "amqps" }), [], /port \d+ speaks AMQP without TLS\. Use amqp:\/\//],
      [withTls(), [], /certificate cannot be verified .*--tls-ca/],
      [withTls(), [ca], /another host name.*--tls-servername/],
      [withTls(), [ca, name], /client certificate.*--tls-cert and --tls-key/],
    ];
    const ends = await Promise.all(attempts.map(([uri, flags]) => fairhare([...FLEET, ...flags], { AMQP_URL: uri })));
    for (const [index, { code, err }] of ends.entries()) {
      expect(code).toBe(3);
      expect(err).toMatch(attempts[index]?.[2] ?? /never/);
      expect(err).not.toContain(parseAmqpUri(node.uri).uri?.password);
    }
  });

  async function fairhare(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const json = join(directory, `results-${++runs}.json`);
    const ended = await endedCommand(directory, [...words, "--export-json", json], { ...process.env, ...environment });
    return { ...ended, results: (): Results => resultsSchema.parse(JSON.parse(readFileSync(json, "utf8"))) };
  }
});

function installed<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}
