import { parseAmqpUri } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import type { ParseContext } from "../parse-experiment.ts";
import { contextOf, flagsOf, mistakesOf, parseFlags } from "../testing/parse-flags.ts";

const context: ParseContext = {
  ...contextOf(),
  resolveTlsFile: (file, beside) => {
    if (file === "missing.pem") throw new Error("The file cannot be read.");
    return `/plans/${beside === undefined ? "" : `${beside}/`}${file}`;
  },
};
type Flags = Parameters<typeof parseFlags>[0];

const uriOf = (flags: Flags): string | null => parseFlags(flags, context).experiment.broker.uri;
const mistakes = (flags: Flags): string[] => mistakesOf({ flags: flagsOf(flags) }, context);

describe("TLS options", () => {
  it("become part of the URI, with absolute paths", () => {
    const uri = uriOf({
      uri: "amqps://me:p%40ss@host:5671/v?heartbeat=9",
      tlsCa: "ca.pem",
      tlsCert: "cert.pem",
      tlsKey: "key.pem",
      tlsServername: "broker.example",
    });
    expect(parseAmqpUri(uri ?? "").uri).toEqual({
      scheme: "amqps",
      host: "host",
      port: 5671,
      user: "me",
      password: "p@ss",
      vhost: "v",
      heartbeatSeconds: 9,
      tls: {
        caFile: "/plans/ca.pem",
        certFile: "/plans/cert.pem",
        keyFile: "/plans/key.pem",
        serverName: "broker.example",
      },
    });
  });

  it("apply to every amqps:// URI of a list, and replace the parameters of the URI", () => {
    const uri = uriOf({ uri: "amqps://one?cacertfile=other.pem,amqp://two,amqps://three", tlsCa: "ca.pem" });
    expect(uri).toBe(
      "amqps://guest:guest@one:5671/%2F?cacertfile=%2Fplans%2Fca.pem,amqp://two,amqps://guest:guest@three:5671/%2F?cacertfile=%2Fplans%2Fca.pem",
    );
  });

  it("of the URI itself get absolute paths as well", () => {
    expect(uriOf({ uri: "amqps://one?cacertfile=ca.pem" })).toContain("cacertfile=%2Fplans%2Fca.pem");
  });

  it("also apply to AMQP_URL", () => {
    const raw = { flags: flagsOf({ tlsCa: "ca.pem" }), environment: { AMQP_URL: "amqp://host" } };
    expect(mistakesOf(raw, context)).toEqual([
      "--tls-ca ca.pem with AMQP_URL=amqp://host: An amqp:// URI does not use TLS. Use amqps://, or remove the TLS options.",
    ]);
  });

  it("without any of them, the URI stays as it was typed", () => {
    expect(uriOf({ uri: "AMQPS://host,amqp://me:pw@other" })).toBe("AMQPS://host,amqp://me:pw@other");
  });

  it.each<[string, Flags, RegExp]>([
    ["no URI is given", { tlsCa: "ca.pem" }, /^--tls-ca ca\.pem: TLS needs the URI of a running broker/],
    ["a private broker is asked for", { tlsCa: "ca.pem", broker: "local" }, /TLS needs the URI of a running broker/],
    ["a certificate has no key", { uri: "amqps://a", tlsCert: "c.pem" }, /^--tls-cert c\.pem: .*need each other/],
    ["a file cannot be read", { uri: "amqps://a", tlsCa: "missing.pem" }, /^--tls-ca missing\.pem: The file cannot/],
    [
      "a file in the URI cannot be read",
      { uri: "amqps://me:pw@a?cacertfile=missing.pem" },
      /^--uri amqps:\/\/me:\*\*\*@a\?cacertfile=missing\.pem: The file cannot/,
    ],
    ["the server name has a scheme", { uri: "amqps://a", tlsServername: "amqps://b" }, /host name or an IP address/],
  ])("are refused when %s", (_, flags, expected) => {
    expect(mistakes(flags)).toEqual([expect.stringMatching(expected)]);
  });
});

describe("a list of URIs", () => {
  it("has the heartbeat of its first URI", () => {
    const { experiment } = parseFlags({ uri: "amqp://a?heartbeat=7,amqp://b?heartbeat=9" });
    expect(experiment.trials[0]?.settings.heartbeatSeconds).toBe(7);
    expect(experiment.broker.uri).toBe("amqp://a?heartbeat=7,amqp://b?heartbeat=9");
  });

  it("is not an axis of the matrix", () => {
    expect(parseFlags({ uri: "amqp://a,amqp://b" }).experiment.trials).toHaveLength(1);
  });

  it("with a mistake names the position of the URI, and no password", () => {
    const [mistake, ...others] = mistakes({ uri: "amqp://me:secret@a,amqp://me:secret@b:0" });
    expect(mistake).toMatch(/^--uri \*\*\*: Must be an AMQP URI.* URI 2 of 2: Its port/);
    expect(others).toEqual([]);
  });
});
