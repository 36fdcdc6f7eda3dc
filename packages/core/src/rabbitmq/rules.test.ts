import { describe, expect, it } from "vitest";
import { BROKER_RULE_HISTORY, brokerRules, type BrokerRules } from "./rules.ts";
import { compareVersions } from "./version.ts";

const before40: BrokerRules = {
  defaultDeliveryLimit: null,
  takesUnlimitedDeliveryLimit: false,
  nackCountsAsDelivery: true,
  classicAckTimeout: "closes-channel",
  quorumAckTimeout: "closes-channel",
  transientQueues: "permitted",
  maxMessageBytes: 128 * 1024 * 1024,
  metadataStore: "mnesia",
};
const from40: BrokerRules = {
  ...before40,
  defaultDeliveryLimit: 20,
  takesUnlimitedDeliveryLimit: true,
  maxMessageBytes: 16 * 1024 * 1024,
  transientQueues: "deprecated",
};
const from42: BrokerRules = { ...from40, metadataStore: "khepri" };
const from43: BrokerRules = {
  ...from42,
  nackCountsAsDelivery: false,
  classicAckTimeout: "none",
  quorumAckTimeout: "cancels-consumer",
  transientQueues: "refused",
};

describe("the rules of RabbitMQ by version", () => {
  it.each([
    ["3.10.8", before40],
    ["3.12.14", before40],
    ["3.13.7", { ...before40, transientQueues: "deprecated" } as const],
    ["4.0.0-rc.2", from40],
    ["4.0.5", from40],
    ["4.2.1", from42],
    ["4.3.0", from43],
    ["4.3.6", from43],
    ["4.10.0", from43],
    ["5.0.0", from43],
    ["undefined", before40],
    ["", before40],
  ])("%s", (version, rules) => {
    expect(brokerRules(version)).toEqual(rules);
  });

  it("each change names its source and comes after the one before", () => {
    for (const history of Object.values(BROKER_RULE_HISTORY)) {
      for (const { source } of history) expect(URL.canParse(source)).toBe(true);
      const versions = history.map(({ from }) => from);
      expect(versions).toEqual(versions.toSorted(compareVersions));
    }
  });
});
