import type { WireFacts } from "@fairhare/tap";
import type { TrialSettings } from "@fairhare/workload";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { describe, expect, it } from "vitest";
import { type Client, clientFindings } from "./client-findings.ts";
import { observedClient } from "./observed-client.ts";

/** Nanoseconds. */
const SECOND = 1e9;

/** A worker that did 20 tasks in a sound way. */
const SOUND: WireFacts = {
  prefetch: 1,
  prefetchIsGlobal: false,
  ackMode: "manual",
  heartbeatSeconds: 60,
  maxUnsettled: 1,
  connections: 1,
  channels: 1,
  consumers: 1,
  cancelledByBroker: 0,
  cancelledByClient: 1,
  published: 0,
  delivered: 20,
  gets: 0,
  emptyGets: 0,
  acked: 20,
  ackedByMultiple: 0,
  outOfOrderAcks: 0,
  lanes: 1,
  earlyAcks: 0,
  lastProgressAt: 0,
  unknownTags: 0,
  requeued: 0,
  refused: 0,
  requeuesByTask: new Map(),
  peakConnections: 1,
  problems: [],
};

const client = (facts: Partial<WireFacts> = {}, about: Partial<Client> = {}): Client => ({
  role: "worker",
  process: 1,
  facts: { ...SOUND, ...facts },
  starts: 1,
  cancelledEarly: 0,
  ignoredSigterm: false,
  ...about,
});

const SETTINGS: TrialSettings = {
  ...BASE_SETTINGS,
  workerCommand: "w",
  leftToProgram: ["ack", "prefetch"],
  heavyMs: 20,
  lightMs: 20,
};

function found(clients: readonly Client[], settings: Partial<TrialSettings> = {}, interruptedAt: number | null = null) {
  return clientFindings(clients, { ...SETTINGS, ...settings }, { interruptedAt });
}
const codes = (...args: Parameters<typeof found>): string[] => found(...args).map(({ code }) => code);

describe("a sound program has no finding", () => {
  it.each<[string, Client]>([
    ["that worked to the end", client()],
    ["that a fault killed with a delivery in hand", client({ delivered: 21 }, { starts: 2 })],
    ["that rejected and requeued some tasks", client({ delivered: 25, requeued: 4, refused: 1 })],
    ["that acknowledges several at once", client({ acked: 20, ackedByMultiple: 20 })],
    ["that consumes with no_ack", client({ ackMode: "no-ack", prefetch: null, acked: 0 })],
    ["that reconnected after faults", client({ connections: 12, delivered: 40, acked: 40 }, { starts: 3 })],
  ])("%s", (_, one) => {
    expect(codes([one])).toEqual([]);
  });

  it("whose last delivery was in work when the run was interrupted", () => {
    expect(codes([client({ delivered: 21 })], {}, SECOND)).toEqual([]);
  });

  it("that works on as many tasks at once as the plan says", () => {
    const several = client({ prefetch: 4, outOfOrderAcks: 9, lanes: 4 });
    expect(codes([several], { workerConcurrency: 4 })).toEqual([]);
    expect(codes([several], { workerConcurrency: 3 })).toEqual(["client-works-concurrently"]);
  });

  it("that has no prefetch limit if the plan asks for none", () => {
    const unlimited = client({ prefetch: 0, maxUnsettled: 20 });
    expect(codes([unlimited], { prefetch: 0, leftToProgram: ["ack"] })).toEqual([]);
    expect(codes([unlimited], { prefetch: 0, leftToProgram: ["prefetch"] })).toEqual(["client-prefetch-unlimited"]);
  });

  it("whose short tasks are acknowledged at once", () => {
    expect(codes([client({ earlyAcks: 11 })], { lightMs: 1 })).toEqual([]);
  });
});

describe("a finding names", () => {
  it("deliveries that nobody works on any more when the run is interrupted", () => {
    expect(codes([client({ delivered: 21 })], {}, 11 * SECOND)).toEqual(["client-forgets-ack"]);
    expect(codes([client({ delivered: 21 })], { heavyMs: 2_000, lightMs: 2_000 }, 11 * SECOND)).toEqual([]);
  });

  it.each<[string, Partial<WireFacts>, Partial<TrialSettings>, string]>([
    ["a missing prefetch limit", { prefetch: null, maxUnsettled: 20 }, {}, "client-prefetch-unlimited"],
    ["another prefetch than was asked for", { prefetch: 5 }, { leftToProgram: [] }, "client-prefetch-differs"],
    ["no_ack instead of acks", { ackMode: "no-ack" }, { leftToProgram: [] }, "client-ack-differs"],
    ["acks of long tasks at once", { earlyAcks: 1 }, {}, "client-acks-early"],
    ["more acks at once than there are short tasks", { earlyAcks: 19 }, { lightMs: 1 }, "client-acks-early"],
    ["deliveries that were never settled", { delivered: 23 }, {}, "client-forgets-ack"],
    ["a worker that never acknowledges", { acked: 0 }, {}, "client-forgets-ack"],
    ["a task that is requeued again and again", { requeuesByTask: new Map([[7, 30]]) }, {}, "client-requeues-again"],
    ["a connection for each message", { connections: 20 }, {}, "client-connects-per-message"],
  ])("%s", (_, facts, settings, code) => {
    expect(codes([client(facts)], settings)).toEqual([code]);
  });

  it("a consumer that was cancelled before the end, and a program that ignores SIGTERM", () => {
    const one = client({}, { cancelledEarly: 1, ignoredSigterm: true });
    expect(codes([one])).toEqual(["client-stopped-consuming", "client-ignores-sigterm"]);
  });

  it("the worst process and the number of the others, once", () => {
    const clients = [5, 40, 7].map((maxUnsettled, index) =>
      client({ prefetch: 0, maxUnsettled }, { process: index + 1 }),
    );
    expect(found(clients).map(({ values }) => values)).toEqual([{ role: "worker", process: 2, others: 2, held: 40 }]);
  });
});

const observed = (facts: readonly Partial<WireFacts>[], donePattern: string | null = null) =>
  observedClient(
    facts.map((one) => client(one)),
    { donePattern },
  );

describe("the way in which the workers consumed", () => {
  it("is the one of all of them", () => {
    expect(observed([{}, {}])).toEqual({ ack: "manual", prefetch: 1, completions: "wire" });
    expect(observed([{ prefetch: null }])).toMatchObject({ prefetch: 0 });
    expect(observed([{ prefetch: 1 }, { prefetch: 2 }])).toMatchObject({ prefetch: null });
  });

  it("without acks shows completions only by the output", () => {
    expect(observed([{ ackMode: "no-ack" }])).toMatchObject({ ack: "auto", completions: "none" });
    expect(observed([{ ackMode: "no-ack" }], "Done")).toMatchObject({ ack: "auto", completions: "output" });
    expect(observed([{ ackMode: "no-ack" }, {}])).toMatchObject({ ack: "mixed", completions: "none" });
  });

  it("is not known without a worker program", () => {
    expect(observedClient([client({}, { role: "producer" })], { donePattern: null })).toBeUndefined();
  });
});
