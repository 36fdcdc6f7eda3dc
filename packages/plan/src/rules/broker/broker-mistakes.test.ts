import { describe, expect, it } from "vitest";
import { ackTimeoutAnswerOn } from "@fairhare/workload";
import { brokerMistakes } from "./broker-mistakes.ts";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import type { OpenedProvider } from "../../faults/fault-abilities.ts";
import type { TrialSettings } from "@fairhare/workload";

const linesOf = (
  trials: readonly Partial<TrialSettings>[],
  version: string,
  provider: OpenedProvider = "local",
): string[] =>
  brokerMistakes(
    { trials: trials.map((changes, index) => ({ id: `trial-${index}`, settings: { ...BASE_SETTINGS, ...changes } })) },
    { provider, uri: "amqp://127.0.0.1", facts: { version } },
  ).map(({ place, message }) => `${place}: ${message}`);

const classic = { ackTimeoutMs: 500 };
const quorum = { ...classic, queueType: "quorum" } as const;

describe("an acknowledgement timeout", () => {
  it.each(["3.10.8", "4.0.5", "4.2.3"])("closes the channel for both queue types on %s", (version) => {
    expect(linesOf([classic, quorum], version)).toEqual([]);
    expect(ackTimeoutAnswerOn({ queueType: "classic" }, version)).toBe("closes-channel");
    expect(ackTimeoutAnswerOn(quorum, version)).toBe("closes-channel");
  });

  it("is refused once on a classic queue from 4.3 on", () => {
    expect(linesOf([quorum], "4.3.6")).toEqual([]);
    expect(linesOf([quorum, classic, classic], "4.3.6")).toEqual([
      "--ack-timeout with --queue-type classic on RabbitMQ 4.3.6: From RabbitMQ 4.3 on, a classic queue has no acknowledgement timeout. Use --queue-type quorum, or remove --ack-timeout.",
    ]);
    expect(ackTimeoutAnswerOn(quorum, "4.3.6")).toBe("cancels-consumer");
  });

  it("is refused on an external broker of any version", () => {
    expect(linesOf([classic, quorum], "4.3.6", "external")).toEqual([expect.stringContaining("Use --broker local")]);
  });
});

describe("a body", () => {
  it.each([
    ["3.13.7", 20_000_000, 0],
    ["3.13.7", 140_000_000, 1],
    ["4.0.5", 16_777_216, 0],
    ["4.0.5", 16_777_217, 1],
  ])("a private %s accepts or refuses %i bytes", (version, sizeBytes, mistakes) => {
    expect(linesOf([{ sizeBytes }], version)).toHaveLength(mistakes);
    expect(linesOf([{ sizeBytes }], version, "external")).toEqual([]);
  });
});

describe("delayed retries of the broker", () => {
  const retried = { queueType: "quorum", onError: "retry-delay", retryMeans: "broker" } as const;

  it.each(["3.10.8", "4.0.5", "4.2.9"])("are refused on %s, where queues ignore the setting", (version) => {
    expect(linesOf([retried, retried], version)).toEqual([
      expect.stringMatching(
        /^--retry-means broker on RabbitMQ .* from RabbitMQ 4\.3 on.* Use --retry-means dead-letter\./,
      ),
    ]);
  });

  it("are possible from 4.3 on, and are chosen by default only there", () => {
    expect(linesOf([retried], "4.3.0")).toEqual([]);
    for (const version of ["3.10.8", "4.3.6"])
      expect(linesOf([{ ...retried, retryMeans: "auto" }], version)).toEqual([]);
  });
});
