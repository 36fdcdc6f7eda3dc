import { describe, expect, it } from "vitest";
import {
  BROKER_RULE_HISTORY,
  brokerRules,
  type BrokerRules,
  compareVersions,
  isKnownVersion,
} from "./rabbitmq-rules.ts";

const before40: BrokerRules = {
  defaultDeliveryLimit: null,
  takesUnlimitedDeliveryLimit: false,
  nackCountsAsDelivery: true,
  quorumPriorities: "none",
  quorumDelaysRetries: false,
  classicAckTimeout: "closes-channel",
  quorumAckTimeout: "closes-channel",
  transientQueues: "permitted",
  maxMessageBytes: 128 * 1024 * 1024,
  metadataStore: "mnesia",
  quorumChannelsAskOldLeader: true,
};
const from40: BrokerRules = {
  ...before40,
  defaultDeliveryLimit: 20,
  takesUnlimitedDeliveryLimit: true,
  quorumPriorities: "two-levels",
  maxMessageBytes: 16 * 1024 * 1024,
  transientQueues: "deprecated",
  quorumChannelsAskOldLeader: false,
};
const from42: BrokerRules = { ...from40, metadataStore: "khepri" };
const from43: BrokerRules = {
  ...from42,
  nackCountsAsDelivery: false,
  quorumPriorities: "strict",
  quorumDelaysRetries: true,
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

  it("have a source for each change, and are sorted by version", () => {
    for (const history of Object.values(BROKER_RULE_HISTORY)) {
      for (const { source } of history) expect(URL.canParse(source)).toBe(true);
      const versions = history.map(({ from }) => from);
      expect(versions).toEqual(versions.toSorted(compareVersions));
    }
  });
});

describe("a version of RabbitMQ", () => {
  it.each([
    ["3.10.8", "3.9.29"],
    ["4.0.0", "3.13.7"],
    ["4.10.0", "4.9.9"],
    ["4.3.6", "4.3"],
    ["10.1", "4.3"],
    ["4.3.0-rc.1", "4.2.9"],
    ["3.8", "unknown"],
  ])("%s is newer than %s", (newer, older) => {
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
    expect(compareVersions(older, newer)).toBeLessThan(0);
  });

  it.each([
    ["4.3", "4.3.0"],
    ["4.3.0-rc.1", "4.3.0"],
    ["4.3.6+1.g0123abc", " 4.3.6"],
  ])("%s is as new as %s", (one, other) => {
    expect(compareVersions(one, other)).toBe(0);
  });

  it.each([
    ["4.3.6", true],
    ["", false],
    ["undefined", false],
    ["v4", false],
  ])("%j can be read: %s", (version, isKnown) => {
    expect(isKnownVersion(version)).toBe(isKnown);
  });
});
