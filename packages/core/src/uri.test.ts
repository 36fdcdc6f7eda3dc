import { describe, expect, it } from "vitest";
import { type AmqpUri, formatAmqpUri, parseAmqpUri } from "./uri.ts";
import { redactSecrets } from "./safe-text.ts";
import { parseAmqpUris, redactAmqpUri, splitUris } from "./uri-list.ts";

const LOCAL: AmqpUri = {
  scheme: "amqp",
  host: "localhost",
  port: 5672,
  user: "guest",
  password: "guest",
  vhost: "/",
  heartbeatSeconds: null,
  tls: null,
};
const NO_TLS = { caFile: null, certFile: null, keyFile: null, serverName: null } as const;

describe("an AMQP URI", () => {
  it.each<[string, Partial<AmqpUri>]>([
    ["amqp://localhost", {}],
    ["AMQP://localhost/", {}],
    ["amqp://localhost:5672//", {}],
    ["amqp://localhost/%2F?", {}],
    ["amqps://localhost", { scheme: "amqps", port: 5671 }],
    ["amqp://rabbit_1.example-x.org:1", { host: "rabbit_1.example-x.org", port: 1 }],
    ["amqp://10.0.0.1:65535", { host: "10.0.0.1", port: 65_535 }],
    ["amqp://[::1]:5673/v", { host: "::1", port: 5673, vhost: "v" }],
    ["amqp://[2001:db8::7]", { host: "2001:db8::7" }],
    ["amqp://me@localhost", { user: "me", password: "" }],
    ["amqp://me:s:e@localhost", { user: "me", password: "s:e" }],
    ["amqp://j%C3%BCrgen:%E2%82%AC%40%2F%3F%23%25@localhost", { user: "jürgen", password: "€@/?#%" }],
    ["amqp://a+b:c+d@localhost", { user: "a+b", password: "c+d" }],
    ["amqp://localhost/caf%C3%A9%2F1", { vhost: "café/1" }],
    ["amqp://localhost?heartbeat=0", { heartbeatSeconds: 0 }],
    ["amqp://localhost/v?heartbeat=30", { vhost: "v", heartbeatSeconds: 30 }],
    [
      "amqps://10.0.0.1?cacertfile=/etc/my%20ca.pem&server_name_indication=broker.example&heartbeat=5",
      {
        scheme: "amqps",
        host: "10.0.0.1",
        port: 5671,
        heartbeatSeconds: 5,
        tls: { ...NO_TLS, caFile: "/etc/my ca.pem", serverName: "broker.example" },
      },
    ],
    [
      "amqps://localhost?certfile=a.pem&keyfile=b%26c.pem",
      { scheme: "amqps", port: 5671, tls: { ...NO_TLS, certFile: "a.pem", keyFile: "b&c.pem" } },
    ],
  ])("%s is read into its parts and written back with the same meaning", (text, parts) => {
    const uri = { ...LOCAL, ...parts };
    expect(parseAmqpUri(text)).toEqual({ uri });
    expect(parseAmqpUri(formatAmqpUri(uri))).toEqual({ uri });
  });

  it.each([
    ["", /begin with amqp:\/\//],
    ["broker:5672", /begin with amqp:\/\//],
    ["me:secret@host", /begin with amqp:\/\//],
    ["http://me:secret@host", /begin with amqp:\/\//],
    ["amqp:me:secret@host", /begin with amqp:\/\//],
    ["amqp://", /host is not valid/],
    ["amqp:///vhost", /host is not valid/],
    ["amqp://us@er:secret@host", /percent-encoded.*%40/],
    ["amqp://user:12/secret@host", /@ after the host/],
    ["amqp://user:12?secret@host", /@ after the host/],
    ["amqp://user:secret#@host", /# as %23/],
    ["amqp://user:se cret@host", /space/],
    ["amqp://user:secret@host\n", /line break/],
    ["amqp://jürgen:secret@host", /outside ASCII/],
    ["amqp://user:se%cret@host", /percent-encoded/],
    ["amqp://user:%FF@host", /percent-encoded/],
    ["amqp://user:a%00b@host", /percent-encoded/],
    ["amqp://user:{secret}@host", /percent-encoded/],
    ["amqp://host:99999", /port must be a number from 1 to 65535/],
    ["amqp://host:0", /port/],
    ["amqp://host:", /port/],
    ["amqp://user:secret", /port/],
    ["amqp://[::g]", /host/],
    ["amqp://::1", /port|host/],
    ["amqp://host/a/b", /virtual host.*%2F/],
    [`amqp://host/${"%C3%BC".repeat(128)}`, /virtual host/],
    ["amqp://host?heartbeat=-1", /heartbeat/],
    ["amqp://host?heartbeat=65536", /heartbeat/],
    ["amqp://host?heartbeat=1&heartbeat=2", /heartbeat/],
    ["amqp://host?connection_timeout=5", /remove the others/],
    ["amqp://host?cacertfile=/ca.pem", /need amqps:\/\//],
    ["amqps://host?cacertfile=", /unsupported parameter/],
    ["amqps://host?certfile=/cert.pem", /certfile and keyfile need each other/],
    ["amqps://host?verify=verify_none", /unsupported parameter.*cacertfile/],
    [`amqp://host/${"a".repeat(5_000)}`, /longer than 4096/],
  ])("%s is refused with a sentence that quotes nothing of it", (text, problem) => {
    const read = parseAmqpUri(text);
    expect(read.problem).toMatch(problem);
    expect(read.problem).not.toMatch(/secret|cret|jürgen/);
    expect(redactAmqpUri(text)).toBe("***");
  });

  it.each([
    ["amqp://me:secret@host:1/v?heartbeat=5", "amqp://me:***@host:1/v?heartbeat=5"],
    ["amqps://me:s:e@host", "amqps://me:***@host"],
    ["amqp://token@host", "amqp://***@host"],
    ["amqp://host:5672/a:b", "amqp://host:5672/a:b"],
  ])("%s is shown without its password", (text, shown) => {
    expect(redactAmqpUri(text)).toBe(shown);
  });
});

describe("a list of AMQP URIs", () => {
  it("is separated by the commas before a scheme, and keeps its order", () => {
    const { uris } = parseAmqpUris("amqp://a:1,2@one,AMQPS://two:1/v,amqp://three?heartbeat=3");
    expect(uris).toMatchObject([
      { host: "one", user: "a", password: "1,2" },
      { scheme: "amqps", host: "two", port: 1, vhost: "v" },
      { host: "three", heartbeatSeconds: 3 },
    ]);
  });

  it("with one URI is that URI", () => {
    expect(parseAmqpUris("amqp://localhost")).toEqual({ uris: [LOCAL] });
    expect(parseAmqpUris("amqp://")).toEqual({ problem: parseAmqpUri("amqp://").problem });
  });

  it("names the position of a URI that is not valid, and quotes nothing", () => {
    const text = "amqp://me:secret@one,amqp://us@er:secret@two";
    expect(parseAmqpUris(text).problem).toMatch(/^URI 2 of 2: .*percent-encoded/);
    expect(redactAmqpUri(text)).toBe("***");
  });

  it("has a limit", () => {
    expect(parseAmqpUris(Array.from({ length: 17 }, () => "amqp://a").join(",")).problem).toMatch(/limit is 16/);
  });

  it("is shown without any password", () => {
    expect(redactAmqpUri("amqp://a:1@one,amqp://two,amqp://b:2@three/v")).toBe(
      "amqp://a:***@one,amqp://two,amqp://b:***@three/v",
    );
    const hidden = "--uri amqp://a:***@one,amqp://b:***@three/v";
    expect(redactSecrets(hidden)).toBe(hidden);
    expect(splitUris("amqp://one,amqp://two")).toEqual(["amqp://one", "amqp://two"]);
  });
});
