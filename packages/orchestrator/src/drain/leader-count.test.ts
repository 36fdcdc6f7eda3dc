import { BrokerRefusedError, type QueueAdmin } from "@fairhare/amqp";
import { describe, expect, it } from "vitest";
import { LeaderCount, NotCountableError, type ReadQueue } from "./leader-count.ts";

const refused = (code: number): BrokerRefusedError =>
  new BrokerRefusedError("get a message", Object.assign(new Error("refused"), { code }));

/** Each call takes the next answer of its list. */
function admin(answers: { peek?: readonly (number | Error)[]; purge?: readonly (number | Error)[] }) {
  const asked: string[] = [];
  const left = { peek: [...(answers.peek ?? [])], purge: [...(answers.purge ?? [])] };
  const ask = (what: "peek" | "purge") => async (name: string) => {
    asked.push(`${what} ${name}`);
    const answer = left[what].shift();
    if (typeof answer === "number") return answer;
    throw answer ?? new Error("nobody answers");
  };
  return { asked, admin: { peek: ask("peek"), purge: ask("purge") } satisfies Pick<QueueAdmin, "peek" | "purge"> };
}

const queue = (ready: number, name = "q", isOurs = true): ReadQueue => ({ name, ready, isOurs });

describe("messages of queues that may have no leader", () => {
  it("are asked for only where a reading found none", async () => {
    const { asked, admin: one } = admin({ peek: [0, 4] });
    expect(await new LeaderCount().count(one, [queue(3, "a"), queue(0, "b"), queue(0, "c")])).toBe(7);
    expect(asked).toEqual(["peek b", "peek c"]);
  });

  it("are not counted without a leader, and may be later", async () => {
    const { admin: one } = admin({ peek: [refused(541), 2] });
    const count = new LeaderCount();
    await expect(count.count(one, [queue(0)])).rejects.toMatchObject({ replyCode: 541 });
    expect(await count.count(one, [queue(0)])).toBe(2);
  });

  it("of a single active consumer are purged, if the run deletes the queue; those of earlier purges count as well", async () => {
    const { asked, admin: one } = admin({ peek: [refused(405), refused(405)], purge: [3, 1] });
    const count = new LeaderCount();
    expect(await count.count(one, [queue(0)])).toBe(3);
    expect(await count.count(one, [queue(0)])).toBe(4);
    expect(asked).toEqual(["peek q", "purge q", "peek q", "purge q"]);
  });

  it("of a single active consumer are not counted in a queue of somebody else", async () => {
    const { asked, admin: one } = admin({ peek: [refused(405)] });
    await expect(new LeaderCount().count(one, [queue(0, "q", false)])).rejects.toBeInstanceOf(NotCountableError);
    expect(asked).toEqual(["peek q"]);
  });

  it("are never counted after a purge without an answer, which may have removed some", async () => {
    const { asked, admin: one } = admin({ peek: [refused(405), refused(405)], purge: [refused(541), 0] });
    const count = new LeaderCount();
    await expect(count.count(one, [queue(0)])).rejects.toMatchObject({ replyCode: 541 });
    await expect(count.count(one, [queue(0)])).rejects.toBeInstanceOf(NotCountableError);
    expect(asked).toEqual(["peek q", "purge q"]);
  });
});
