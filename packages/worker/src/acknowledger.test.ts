import { createRandom, shuffle } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { type AckChannel, Acknowledger, type AckSettings } from "./acknowledger.ts";

const ONE_BY_ONE: AckSettings = {
  ack: "manual",
  multiAckEvery: 1,
  onError: "requeue",
  requeueBy: "reject",
  retryMeans: "auto",
};

function acksOf(settings: Partial<AckSettings>, act: (acknowledger: Acknowledger) => void): string[] {
  const sent: string[] = [];
  const channel: AckChannel = {
    ack: (tag, multiple) => sent.push(multiple ? `up to ${tag}` : `${tag}`),
    nack: (tag, requeue) => sent.push(`nack ${requeue ? "back" : "away"} ${tag}`),
    reject: (tag, requeue) => sent.push(`reject ${requeue ? "back" : "away"} ${tag}`),
  };
  act(new Acknowledger(channel, { ...ONE_BY_ONE, ...settings }));
  return sent;
}

const acknowledgeAll = (acknowledger: Acknowledger, tags: readonly number[]): void =>
  tags.forEach((tag) => acknowledger.acknowledge(tag));

describe("the acknowledger", () => {
  it("sends one ack per message, in order, once", () => {
    const sent = acksOf({}, (acknowledger) => {
      acknowledgeAll(acknowledger, [1, 2, 3]);
      acknowledger.send();
      acknowledger.send();
    });
    expect(sent).toEqual(["1", "2", "3"]);
  });

  it("sends one ack per message in the order of completion", () => {
    const sent = acksOf({}, (acknowledger) => {
      acknowledgeAll(acknowledger, [3, 1]);
      acknowledger.send();
    });
    expect(sent).toEqual(["3", "1"]);
  });

  it("sends one multiple-ack for every N completions and keeps the remaining ones", () => {
    const sent = acksOf({ multiAckEvery: 3 }, (acknowledger) => {
      acknowledgeAll(acknowledger, [1, 2]);
      acknowledger.send();
      acknowledgeAll(acknowledger, [3, 4, 5, 6, 7]);
      acknowledger.send();
      acknowledger.sendRest();
    });
    expect(sent).toEqual(["up to 3", "up to 6", "up to 7"]);
  });

  it("sends the remaining acks once", () => {
    const sent = acksOf({ multiAckEvery: 3 }, (acknowledger) => {
      acknowledgeAll(acknowledger, [1, 2, 3, 4]);
      acknowledger.sendRest();
      acknowledger.sendRest();
    });
    expect(sent).toEqual(["up to 3", "up to 4"]);
  });

  it("sends no multiple-ack beyond the first task that is not done", () => {
    const sent = acksOf({ multiAckEvery: 2 }, (acknowledger) => {
      acknowledgeAll(acknowledger, [2, 3, 4]);
      acknowledger.send();
      acknowledger.acknowledge(1);
      acknowledger.send();
    });
    expect(sent).toEqual(["up to 2", "up to 4"]);
  });

  it("acknowledges at the end the tasks done after an unfinished one, but not that one", () => {
    const sent = acksOf({ multiAckEvery: 10 }, (acknowledger) => {
      acknowledgeAll(acknowledger, [1, 2, 4, 6]);
      acknowledger.refuse(5);
      acknowledger.sendRest();
    });
    expect(sent).toEqual(["reject back 5", "up to 2", "4", "6"]);
  });

  it("rejects a failed task before a multiple-ack that would include it", () => {
    const sent = acksOf({ multiAckEvery: 2 }, (acknowledger) => {
      acknowledger.acknowledge(1);
      acknowledger.refuse(2);
      acknowledger.acknowledge(3);
      acknowledger.send();
      acknowledger.send();
    });
    expect(sent).toEqual(["reject back 2", "up to 3"]);
  });

  it.each(["drop", "dead-letter"] as const)("rejects without requeue with on-error %s", (onError) => {
    const sent = acksOf({ onError }, (acknowledger) => {
      acknowledger.refuse(1);
      acknowledger.send();
    });
    expect(sent).toEqual(["reject away 1"]);
  });

  it("nacks with requeue-by nack", () => {
    const sent = acksOf({ requeueBy: "nack" }, (acknowledger) => {
      acknowledger.refuse(1);
      acknowledger.send();
    });
    expect(sent).toEqual(["nack back 1"]);
  });

  it("nacks a failed task that its quorum queue keeps until the retry, and rejects it into a retry queue", () => {
    const sent = (["broker", "dead-letter"] as const).map((retryMeans) =>
      acksOf({ onError: "retry-delay", retryMeans }, (acknowledger) => {
        acknowledger.refuse(1);
        acknowledger.send();
      }),
    );
    expect(sent).toEqual([["nack back 1"], ["reject away 1"]]);
  });

  it.each(["auto", "forget"] as const)("sends nothing with %s", (ack) => {
    const sent = acksOf({ ack }, (acknowledger) => {
      acknowledgeAll(acknowledger, [1, 2]);
      acknowledger.refuse(3);
      acknowledger.send();
      acknowledger.sendRest();
    });
    expect(sent).toEqual([]);
  });
});

/** A channel that refuses unknown and repeated delivery tags, and acks of tasks that are still in work. */
class StrictChannel implements AckChannel {
  readonly outstanding = new Set<number>();
  readonly done = new Set<number>();
  readonly acked = new Set<number>();
  readonly refused = new Set<number>();

  constructor(deliveries: number) {
    for (let tag = 1; tag <= deliveries; tag++) this.outstanding.add(tag);
  }

  ack(tag: number, multiple: boolean): void {
    if (!this.outstanding.has(tag)) throw new Error(`406 unknown delivery tag ${tag}`);
    for (const one of [...this.outstanding].filter((open) => open === tag || (multiple && open < tag))) {
      if (!this.done.has(one)) throw new Error(`task ${one} is acknowledged and not done`);
      this.outstanding.delete(one);
      this.acked.add(one);
    }
  }

  nack(tag: number): void {
    this.reject(tag);
  }

  reject(tag: number): void {
    if (!this.outstanding.delete(tag)) throw new Error(`406 unknown delivery tag ${tag}`);
    this.refused.add(tag);
  }
}

describe("a concurrent worker with multiple-acks", () => {
  const seeds = Array.from({ length: 200 }, (_, index) => index + 1);
  it.each(seeds)("acknowledges each completed task once and no other task, seed %i", (seed) => {
    const random = createRandom(seed);
    const upTo = (most: number): number => 1 + random.below(most);
    const deliveries = upTo(60);
    const lanes = upTo(8);
    const channel = new StrictChannel(deliveries);
    const acknowledger = new Acknowledger(channel, { ...ONE_BY_ONE, multiAckEvery: upTo(7) });
    const failed = new Set<number>();
    let next = 1;
    const inHand: number[] = [];
    const stopAt = upTo(deliveries);
    while (channel.done.size + failed.size < stopAt) {
      while (inHand.length < lanes && next <= deliveries) inHand.push(next++);
      shuffle(inHand, random);
      const tag = inHand.pop() ?? 0;
      if (random.float() < 0.2) {
        failed.add(tag);
        acknowledger.refuse(tag);
      } else {
        channel.done.add(tag);
        acknowledger.acknowledge(tag);
      }
      if (random.float() < 0.5) acknowledger.send();
    }
    acknowledger.sendRest();
    expect(channel.acked).toEqual(channel.done);
    expect(channel.refused).toEqual(failed);
  });
});
