import { describe, expect, it } from "vitest";
import { flagMistakes, parseFlags } from "../../testing/parse-flags.ts";
import { brokerFaultMistakes } from "../broker/broker-mistakes.ts";

describe("a fault of a node", () => {
  it("is possible in a private cluster", () => {
    const { warnings, experiment } = parseFlags({ nodes: "3", time: "10", faults: "kill:node:3@2s" });
    expect(warnings).toEqual([]);
    expect(experiment.trials).toHaveLength(1);
  });

  it.each([
    [
      "there is one node",
      { faults: "kill:node:leader@2s" },
      /^--fault kill:node:leader@2s .*has one node\. Use --nodes 3 with --broker local/,
    ],
    ["one node is restarted one after another", { faults: "rolling-restart:broker@2s" }, /has one node/],
    [
      "the node does not exist",
      { faults: "pause:node:4@2s,for=1s", nodes: "3" },
      /There are 3 nodes\. Use a number from 1 to 3/,
    ],
    ["the broker is external", { faults: "kill:node:1@2s", broker: "external" }, /external broker\. Use --nodes 3/],
    [
      "one container is restarted one after another",
      { faults: "rolling-restart:broker@2s", broker: "docker" },
      /has one node/,
    ],
    [
      "a container is to lose its power",
      { faults: "power-cut:node:1@2s", broker: "docker", nodes: "3" },
      /^--fault power-cut:node:1@2s with --broker docker: A container shares its disk .* Use --broker local\./,
    ],
    ["the broker is named", { faults: "kill:node:1@2s", uri: "amqp://a,amqp://b" }, /external broker/],
    [
      "another node is still away",
      { faults: ["stop:node:1@2s,for=3s", "kill:node:2@4s"], nodes: "3" },
      /Both faults would affect the nodes of the broker at 4s/,
    ],
  ])("is refused when %s", (_, flags, expected) => {
    const mistakes = flagMistakes(flags);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(expected);
  });

  it("is refused as soon as an opened broker has one node", () => {
    const trials = parseFlags({ nodes: "3", time: "10", faults: "kill:node:3@2s" }).experiment.trials;
    const broker = { provider: "local", uri: "amqp://a" } as const;
    expect(brokerFaultMistakes({ trials }, broker)).toMatchObject([{ message: expect.stringContaining("one node") }]);
    expect(brokerFaultMistakes({ trials }, { ...broker, cluster: { nodes: [1, 2, 3] } })).toEqual([]);
  });
});
