// Fuzzes mistyped URIs with a password in every place where a user may type one: no part of the password may appear in
// any output. FAIRHARE_FUZZ_RUNS sets the number of URIs; `npm run fuzz:input` tries 10,000.
import { BrokerUnreachableError } from "@fairhare/amqp";
import { metricNames, metricPath } from "@fairhare/results";
import { type AmqpUri, formatAmqpUri, parseAmqpUri, redactAmqpUri, redactSecrets } from "@fairhare/core";
import { InvalidPlanError, parseExperiment, type ParseContext, type RawOptions } from "@fairhare/plan";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mistakesInWords } from "./input/unknown-words.ts";
import { readJson } from "./input/read-json.ts";
import { typedCommand } from "./input/typed-words.ts";

const RUNS = Number(process.env["FAIRHARE_FUZZ_RUNS"] ?? 100);
const context: ParseContext = { metrics: { names: metricNames(), path: metricPath }, readTraceFile: () => "" };

/** Two halves that occur nowhere else, separated by any characters of a password. */
const HALVES = ["Hq7XwPz9", "Vk3MtRb5"] as const;
const between = fc.oneof(
  fc.constantFrom(
    ...Array.from("/?#@: \n\t%[]{}\"'\\^`|<>&=+,;!$*~ü💥\0"),
    "",
    "//",
    "://",
    "@@",
    "%zz",
    "amqp://",
    "@h:1/",
    ":2/",
  ),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const password = between.map((middle) => HALVES.join(middle));
const mistyped = fc
  .tuple(
    fc.constantFrom("amqp://", "amqps://", "AMQP://", "amqp:/", "amqp:", "http://", "://", "", " amqp://", "x amqp://"),
    fc.constantFrom("me:", "m@e:", "me:12/", "m/e:", ":", "", "me me:", "%", "jürgen:"),
    password,
    fc.constantFrom("@host", "@host:5672/v", "@host:99999", "@[::1]", "@", "@host/a@b", "@host?heartbeat=1", "@host "),
  )
  .map((parts) => parts.join(""))
  // The text before the first colon is the user name, which is shown.
  .filter((uri) => !uri.includes(`://${HALVES[0]}:`));

/** The parts of the password in a text. */
const leaks = (text: string): string[] => HALVES.filter((half) => text.includes(half));

/** Everything printed or stored of an invocation, except the URI itself. */
function outcomeOf(raw: RawOptions): string {
  try {
    const { experiment, ...rest } = parseExperiment(raw, context);
    const { uri } = experiment.broker;
    const broker = { ...experiment.broker, uri: uri === null ? null : redactAmqpUri(uri) };
    return JSON.stringify([{ ...experiment, broker }, rest]);
  } catch (error) {
    if (!(error instanceof InvalidPlanError)) throw error;
    return error.message;
  }
}

describe("a password in a mistyped URI", { timeout: 600_000 }, () => {
  it.each<[string, (uri: string) => RawOptions]>([
    ["--uri", (uri) => ({ flags: { uri: [uri] } })],
    ["FAIRHARE_URI", (uri) => ({ environment: { FAIRHARE_URI: uri } })],
    ["AMQP_URL", (uri) => ({ environment: { AMQP_URL: uri } })],
    ["an experiment file", (uri) => ({ file: { name: "plan.json", content: { uri } } })],
    ["a list in a file", (uri) => ({ file: { name: "plan.json", content: { uri: [uri, { uri }] } } })],
  ])("given as %s appears in no message and in no plan", (_, rawOf) => {
    fc.assert(
      fc.property(mistyped, (uri) => {
        expect(leaks(outcomeOf(rawOf(uri)))).toEqual([]);
      }),
      { seed: 6, numRuns: RUNS },
    );
  });

  it("is not in the message of a file that is not JSON", () => {
    fc.assert(
      fc.property(mistyped, fc.nat(40), (uri, cut) => {
        const text = JSON.stringify({ workers: 1, uri, prefetch: 1 });
        const { problem, place } = { problem: "", place: "", ...readJson(text.slice(0, -1 - (cut % text.length))) };
        expect(leaks(`${place} ${problem}`)).toEqual([]);
        expect(leaks(readJson(`{"uri": ${uri}`).problem ?? "")).toEqual([]);
      }),
      { seed: 6, numRuns: RUNS },
    );
  });

  it("is not in the command that a report shows", () => {
    fc.assert(
      fc.property(mistyped, fc.constantFrom("--uri", "-h", "-ah"), (uri, flag) => {
        expect(leaks(typedCommand([flag, uri, flag, "amqp://host"]).join(" "))).toEqual([]);
        expect(leaks(typedCommand([`--uri=${uri}`, `-h${uri}`]).join(" "))).toEqual([]);
      }),
      { seed: 6, numRuns: RUNS },
    );
  });

  it("is not in the message about a stray word or a mistyped flag", () => {
    fc.assert(
      fc.property(mistyped, (uri) => {
        for (const words of [[uri], [`--urii=${uri}`], ["--urii", uri]])
          expect(leaks(JSON.stringify(mistakesInWords(words, { flags: ["--uri"], commands: ["run"] })))).toEqual([]);
      }),
      { seed: 6, numRuns: RUNS },
    );
  });

  it("is not in the message of a broker that cannot be reached", () => {
    fc.assert(
      fc.property(mistyped, (uri) => {
        const { message } = new BrokerUnreachableError(uri, new Error("connect ECONNREFUSED 127.0.0.1:1"));
        expect(leaks(message)).toEqual([]);
        expect(redactSecrets(message)).toBe(message);
      }),
      { seed: 6, numRuns: RUNS },
    );
  });
});

describe("a valid URI", { timeout: 600_000 }, () => {
  const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter((text) => !text.includes("\0"));
  const file = fc.option(word);
  const tls = fc
    .record({ caFile: file, certFile: file, keyFile: file, serverName: file })
    // A certificate and its key come together; without any value there are no TLS parameters.
    .map((files) => ({ ...files, keyFile: files.certFile === null ? null : (files.keyFile ?? "key") }))
    .map((files) => (Object.values(files).every((value) => value === null) ? null : files));
  const parts: fc.Arbitrary<AmqpUri> = fc.record({
    scheme: fc.constantFrom("amqp", "amqps"),
    host: fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()),
    port: fc.integer({ min: 1, max: 65_535 }),
    user: word,
    password: fc.oneof(
      word,
      password.map((text) => text.replaceAll("\0", "")),
    ),
    vhost: word,
    heartbeatSeconds: fc.option(fc.nat(65_535)),
    tls,
  });
  const valid = parts.map((uri) => (uri.scheme === "amqp" ? { ...uri, tls: null } : uri));

  it("is parsed into its parts with any characters, and shown without its password", () => {
    fc.assert(
      fc.property(valid, (uri) => {
        const text = formatAmqpUri(uri);
        expect(parseAmqpUri(text)).toEqual({ uri });
        expect(leaks(redactAmqpUri(text))).toEqual([]);
        expect(outcomeOf({ flags: { uri: [text] } })).toContain(redactAmqpUri(text));
      }),
      { seed: 6, numRuns: RUNS },
    );
  });
});
