import { describe, expect, it } from "vitest";
import { Acknowledger, type AckChannel } from "./acknowledger.ts";

type Settings = ConstructorParameters<typeof Acknowledger>[1];

function acksOf(
  settings: Omit<Settings, "onError"> & Partial<Settings>,
  act: (acknowledger: Acknowledger) => void,
): string[] {
  const sent: string[] = [];
  const channel: AckChannel = {
    ack: (tag, multiple) => sent.push(multiple ? `up to ${tag}` : `${tag}`),
    nack: (tag, requeue) => sent.push(`${requeue ? "back" : "away"} ${tag}`),
  };
  act(new Acknowledger(channel, { onError: "requeue", ...settings }));
  return sent;
}

const oweAll = (acknowledger: Acknowledger, tags: readonly number[]): void =>
  tags.forEach((tag) => acknowledger.owe(tag));

describe("the acknowledger", () => {
  it("sends an ack a message, in order, once", () => {
    const sent = acksOf({ ack: "manual", multiAckEvery: 1 }, (acknowledger) => {
      oweAll(acknowledger, [1, 2, 3]);
      acknowledger.send();
      acknowledger.send();
    });
    expect(sent).toEqual(["1", "2", "3"]);
  });

  it("sends one multiple-ack for every N completions and keeps the rest", () => {
    const sent = acksOf({ ack: "manual", multiAckEvery: 3 }, (acknowledger) => {
      oweAll(acknowledger, [1, 2]);
      acknowledger.send();
      oweAll(acknowledger, [3, 4, 5, 6, 7]);
      acknowledger.send();
      acknowledger.sendRest();
    });
    expect(sent).toEqual(["up to 3", "up to 6", "up to 7"]);
  });

  it("refuses before a multiple-ack that would take the refused along", () => {
    const sent = acksOf({ ack: "manual", multiAckEvery: 2 }, (acknowledger) => {
      acknowledger.owe(1);
      acknowledger.refuse(2);
      acknowledger.owe(3);
      acknowledger.send();
      acknowledger.send();
    });
    expect(sent).toEqual(["back 2", "up to 3"]);
  });

  it.each(["drop", "dead-letter"] as const)("refuses for good with on-error %s", (onError) => {
    const sent = acksOf({ ack: "manual", multiAckEvery: 1, onError }, (acknowledger) => {
      acknowledger.refuse(1);
      acknowledger.send();
    });
    expect(sent).toEqual(["away 1"]);
  });

  it.each(["auto", "forget"] as const)("sends nothing with %s", (ack) => {
    const sent = acksOf({ ack, multiAckEvery: 1 }, (acknowledger) => {
      oweAll(acknowledger, [1, 2]);
      acknowledger.refuse(3);
      acknowledger.send();
      acknowledger.sendRest();
    });
    expect(sent).toEqual([]);
  });
});
