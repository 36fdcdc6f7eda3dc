import { faultAbilities } from "@fairhare/plan";
import { describe, expect, it } from "vitest";
import { faultFindings } from "./examine.ts";

const detailsWith = (...[surroundings]: Parameters<typeof faultAbilities>): string[] =>
  faultFindings(faultAbilities(surroundings)).map(({ detail }) => detail);

const LOCAL = { provider: "local", uri: "amqp://127.0.0.1" } as const;

const withUri = (uri: string): string[] =>
  detailsWith({ broker: { provider: "external", uri }, hasSignals: true, whyNoPowerCut: null });

const CONNECTIONS = "cut:connection, stall:connection, delay:connection, throttle:connection";

const NODES = "kill:node, stop:node, restart:node, rolling-restart:broker, pause:node, partition:node, power-cut:node";

describe("the doctor on faults", () => {
  it("all faults but those of nodes are available with a private broker", () => {
    const [available, ...rest] = detailsWith({ broker: LOCAL, hasSignals: true, whyNoPowerCut: null });
    expect(available).toBe(
      `kill:worker, kill:producer, kill:broker, stop:worker, stop:producer, stop:broker, quit:worker, quit:producer, restart:broker, add:worker, power-cut:broker, memory-alarm:broker, disk-alarm:broker, ${CONNECTIONS}, close:connection`,
    );
    expect(rest).toEqual([
      expect.stringMatching(new RegExp(`^${NODES}: .*one node\\. Use --nodes 3 with --broker local`)),
    ]);
  });

  it("all faults are available with a private cluster", () => {
    const cluster = { nodes: [1, 2, 3] };
    expect(detailsWith({ broker: { ...LOCAL, cluster }, hasSignals: true, whyNoPowerCut: null })).toHaveLength(1);
  });

  it("a machine that cannot simulate a power cut reports what is missing", () => {
    const whyNoPowerCut = "It takes xfs_io, which is missing.";
    expect(detailsWith({ broker: LOCAL, hasSignals: true, whyNoPowerCut })).toContain(
      `power-cut:broker: ${whyNoPowerCut}`,
    );
  });

  it("with an external broker, only faults of processes and connections are available", () => {
    const broker = { provider: "external", uri: "amqp://host" } as const;
    const [available, notOurs, ...rest] = detailsWith({ broker, hasSignals: true, whyNoPowerCut: null });
    expect(available).toBe(
      `kill:worker, kill:producer, stop:worker, stop:producer, quit:worker, quit:producer, add:worker, ${CONNECTIONS}`,
    );
    expect(notOurs).toMatch(
      /^kill:broker, stop:broker, restart:broker, power-cut:broker, memory-alarm:broker, disk-alarm:broker, close:connection: .* Use --broker local or --broker docker, which start a private broker\.$/,
    );
    expect(rest).toEqual([expect.stringMatching(new RegExp(`^${NODES}: .* Use --nodes 3 with --broker local`))]);
  });

  it("with a cluster of containers, all faults except a power cut are available", () => {
    const broker = { provider: "docker", uri: "amqp://host", cluster: { nodes: [1, 2, 3] } } as const;
    const [, powerCut, ...rest] = detailsWith({ broker, hasSignals: true, whyNoPowerCut: null });
    expect(powerCut).toMatch(/^power-cut:broker, power-cut:node: A container shares its disk/);
    expect(rest).toEqual([]);
  });

  it("connection faults are available with TLS, but not with a list of URIs", () => {
    expect(withUri("amqps://host")[0]).toContain(CONNECTIONS);
    expect(withUri("amqp://one,amqp://two")).toContainEqual(
      expect.stringMatching(new RegExp(`^${CONNECTIONS}: .*a single broker`)),
    );
  });

  it("without a broker and without signals, only kill and add are available", () => {
    expect(detailsWith({ broker: null, hasSignals: false, whyNoPowerCut: null })).toEqual([
      "kill:worker, kill:producer, add:worker",
      `kill:broker, kill:node, stop:broker, stop:node, restart:broker, restart:node, rolling-restart:broker, pause:node, partition:node, power-cut:broker, power-cut:node, memory-alarm:broker, disk-alarm:broker, ${CONNECTIONS}, close:connection: No broker is available.`,
      "stop:worker, stop:producer, quit:worker, quit:producer: This operating system has no signals to pause or terminate a process.",
    ]);
  });
});
