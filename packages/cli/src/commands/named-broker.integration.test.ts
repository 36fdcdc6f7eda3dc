// A broker that is named by URI, in the ways in which production brokers are: TLS with a private authority and client
// certificates, credentials outside ASCII, a broker that is still starting, several brokers.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAmqpUri } from "@fairhare/core";
import { type Results, resultsSchema } from "@fairhare/results";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BROKER_NAME } from "../testing/private-authority.ts";
import { endedCommand } from "../testing/spawn-command.ts";
import { canServeTls, TlsBroker } from "../testing/tls-broker.ts";

const { signal } = new AbortController();
const FLEET = ["--workers", "2", "--tasks", "100", "--heavy", "10ms", "--light", "10ms", "--quiet"];

describe.skipIf(!canServeTls)("a broker that is named by URI", () => {
  let broker: TlsBroker;
  let runs = 0;

  beforeAll(async () => {
    broker = await TlsBroker.create("named");
  });
  afterAll(() => broker?.[Symbol.asyncDispose]());

  const tlsFlags = (): string[] => [...broker.trust(), ...broker.certificate()];

  test("AMQP_URL under auto: it waits for the broker, and uses TLS and credentials outside ASCII", async () => {
    const uri = broker.tlsUri({ user: "jürgen", password: "päss:@/?#%,amqp", vhost: "café/1", heartbeatSeconds: 10 });
    const cut = ["--fault", "cut:connection:worker:1@200ms,for=100ms"];
    const running = fairhare([...FLEET, ...tlsFlags(), ...cut, "--wait", "60s"], { AMQP_URL: uri });
    await broker.node.start(signal);
    // Until the user exists, the broker refuses the password.
    await broker.node.ctl(["add_vhost", "café/1"], signal);
    await broker.node.ctl(["add_user", "jürgen", "päss:@/?#%,amqp"], signal);
    await broker.node.ctl(["set_permissions", "--vhost", "café/1", "jürgen", ".*", ".*", ".*"], signal);
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
    const list = `${broker.uri({ port: 1 })},${broker.node.uri}`;
    const { code, err, results } = await fairhare([...FLEET, "--uri", list]);
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(results().trials[0]?.runs[0]?.connections).toEqual([{ uri: 1, producers: 1, workers: 2 }]);
  });

  test("doctor examines it with the same flags, and says what AMQP does not tell", async () => {
    const { code, out } = await endedCommand(broker.directory, ["doctor", "--json", ...tlsFlags()], {
      ...process.env,
      AMQP_URL: broker.tlsUri(),
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
    const ca = `--tls-ca=${broker.authority.ca}`;
    const name = `--tls-servername=${BROKER_NAME}`;
    const attempts: readonly (readonly [uri: string, flags: readonly string[], expected: RegExp])[] = [
      [broker.uri({ port: broker.tlsPort }), [], /port \d+ expects TLS\. Use amqps:\/\//],
      [broker.uri({ scheme: "amqps" }), [], /port \d+ speaks AMQP without TLS\. Use amqp:\/\//],
      [broker.tlsUri(), [], /certificate cannot be verified .*--tls-ca/],
      [broker.tlsUri(), [ca], /another host name.*--tls-servername/],
      [broker.tlsUri(), [ca, name], /client certificate.*--tls-cert and --tls-key/],
    ];
    const ends = await Promise.all(attempts.map(([uri, flags]) => fairhare([...FLEET, ...flags], { AMQP_URL: uri })));
    for (const [index, { code, err }] of ends.entries()) {
      expect(code).toBe(3);
      expect(err).toMatch(attempts[index]?.[2] ?? /never/);
      expect(err).not.toContain(parseAmqpUri(broker.node.uri).uri?.password);
    }
  });

  async function fairhare(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const json = join(broker.directory, `results-${++runs}.json`);
    const ended = await endedCommand(broker.directory, [...words, "--export-json", json], {
      ...process.env,
      ...environment,
    });
    return { ...ended, results: (): Results => resultsSchema.parse(JSON.parse(readFileSync(json, "utf8"))) };
  }
});
