import { describe, expect, it } from "vitest";
import { brokerRuleFindings } from "./broker-rules.ts";

const linesOn = (version: string): string[] =>
  brokerRuleFindings(version).map(({ name, detail }) => `${name}: ${detail}`);

describe("the doctor on the broker's version", () => {
  it("3.10.8", () => {
    expect(linesOn("3.10.8")).toEqual([
      "Delivery limit: quorum queues: none by default; every requeue counts",
      "Priorities: quorum queues: none; classic queues: with x-max-priority",
      "Ack timeout: 30 min by default; all queues: closes the channel (406)",
      "Transient queues: permitted",
      "Largest body: 128 MiB by default (max_message_size)",
      "Metadata: Mnesia on a new node",
      "Failover: quorum queues in a cluster: a new channel publishes nothing until the node of the old leader is back",
    ]);
  });

  it("4.0.5", () => {
    expect(linesOn("4.0.5")).toEqual([
      "Delivery limit: quorum queues: 20 by default; every requeue counts",
      "Priorities: quorum queues: two levels, 0 to 4 and above; classic queues: with x-max-priority",
      "Ack timeout: 30 min by default; all queues: closes the channel (406)",
      "Transient queues: deprecated, permitted by default",
      "Largest body: 16 MiB by default (max_message_size)",
      "Metadata: Mnesia on a new node",
      "Failover: quorum queues in a cluster: a new channel finds the new leader",
    ]);
  });

  it("4.3.6", () => {
    expect(linesOn("4.3.6")).toEqual([
      "Delivery limit: quorum queues: 20 by default; a reject with requeue counts, a nack with requeue does not",
      "Priorities: quorum queues: a strict order; classic queues: with x-max-priority",
      "Ack timeout: 30 min by default; classic queues: none; quorum queues: cancels the consumer",
      expect.stringMatching(/^Transient queues: refused unless deprecated_features/),
      "Largest body: 16 MiB by default (max_message_size)",
      "Metadata: Khepri on a new node",
      "Failover: quorum queues in a cluster: a new channel finds the new leader",
    ]);
  });

  it("an unknown version gives a warning", () => {
    const [first] = brokerRuleFindings("undefined");
    expect(first).toMatchObject({ name: "Broker version", status: "warning", detail: '"undefined"' });
  });
});
