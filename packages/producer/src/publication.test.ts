// When the publishing loop writes its records: before the publishes, and not more often than it needs.
import type { AnswerHandler, Publisher } from "@fairhare/amqp";
import { ShardWriter } from "@fairhare/child";
import { nanoseconds } from "@fairhare/core";
import { EventKind, type ProducerPlan, Role } from "@fairhare/protocol";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { expect, test } from "vitest";
import { Publication } from "./publication.ts";

const NAMES = new Map<number, string>(Object.entries(EventKind).map(([name, kind]) => [kind, name]));

/** A producer whose event loop moves on when the test says so. `log`: records, writes, publishes and turns, in order. */
class Lab {
  readonly log: string[] = [];
  readonly #soon: (() => void)[] = [];
  readonly publication: Publication;
  #answer: AnswerHandler = () => undefined;
  #published = 0;

  constructor(settings: Pick<ProducerPlan["settings"], "confirmWindow" | "tasks"> & Partial<ProducerPlan["settings"]>) {
    const { log } = this;
    class LoggedShard extends ShardWriter {
      override append(...record: Parameters<ShardWriter["append"]>): void {
        log.push(`${NAMES.get(record[0])} ${record[3]}`);
        super.append(...record);
      }
    }
    const header = { role: Role.producer, process: 1, incarnation: 1, pid: 1, openedAt: nanoseconds(1) };
    const shard = new LoggedShard({ write: () => log.push("write"), close: () => undefined }, header);
    const plan: ProducerPlan = {
      role: "producer",
      uri: "amqp://localhost",
      firstUri: 0,
      queue: "tasks",
      queueExpiresMs: 0,
      runTag: null,
      settings: { ...BASE_SETTINGS, ...settings },
      shardFile: "producer-1.1.shard",
      process: 1,
      incarnation: 1,
      isLate: false,
      clockOffsetNs: 0,
      alreadyAttempted: 0,
      epoch: null,
    };
    const clock = {
      now: () => nanoseconds(1),
      after: () => () => undefined,
      soon: (act: () => void) => void this.#soon.push(act),
    };
    this.publication = new Publication(plan, {
      shard,
      clock,
      random: () => 0,
      fail: (message) => log.push(message),
      readBody: () => Buffer.alloc(0),
    });
    this.connect();
    log.length = 0;
  }

  /** A new connection. */
  connect(): void {
    const publisher: Partial<Publisher> = {
      isOpen: true,
      onAnswer: (handler) => (this.#answer = handler),
      onReturn: () => undefined,
      publish: () => this.log.push(`publish ${++this.#published}`) > 0,
      processed: async () => undefined,
    };
    this.publication.attach(publisher as Publisher);
  }

  confirm(tag: number): void {
    this.#answer(true, tag, false);
  }

  /** Runs what is due in the next turn of the event loop; returns what happened since the last call. */
  async turn(): Promise<string[]> {
    for (const act of this.#soon.splice(0)) act();
    for (let step = 0; step < 10; step++) await Promise.resolve();
    return this.log.splice(0);
  }

  get isIdle(): boolean {
    return this.#soon.length === 0;
  }
}

test("confirms are written with the attempts that they make room for, before the publishes", async () => {
  const lab = new Lab({ tasks: 4, confirmWindow: 2 });
  const finished = lab.publication.run();
  // The window is full, so that the loop waits for a confirm and for nothing else.
  expect(lab.isIdle).toBe(true);
  expect(await lab.turn()).toEqual(["begun 0", "attempted 1", "attempted 2", "write", "publish 1", "publish 2"]);
  lab.confirm(1);
  lab.confirm(2);
  const both = ["confirmed 1", "confirmed 2", "attempted 3", "attempted 4", "write", "publish 3", "publish 4"];
  expect(await lab.turn()).toEqual(both);
  lab.confirm(3);
  expect(await lab.turn()).toEqual(["confirmed 3", "write"]);
  lab.confirm(4);
  expect(await lab.turn()).toEqual(["confirmed 4", "write", "processed 0", "finished 0", "write"]);
  expect(await finished).toBe(true);
});

test("a confirm that arrives between two batches is written in its turn", async () => {
  const lab = new Lab({ tasks: 300, confirmWindow: 300 });
  void lab.publication.run();
  const published = (await lab.turn()).filter((event) => event.startsWith("publish"));
  lab.confirm(1);
  expect((await lab.turn()).slice(0, 3)).toEqual(["confirmed 1", "write", `attempted ${published.length + 1}`]);
});

test("a producer that is stopped writes its confirms", async () => {
  const lab = new Lab({ tasks: 4, confirmWindow: 2 });
  const stopped = lab.publication.run();
  await lab.turn();
  lab.confirm(1);
  lab.publication.stop();
  expect(await lab.turn()).toEqual(["confirmed 1", "write"]);
  expect(await stopped).toBe(false);
});

test("a producer that loses more unconfirmed publishes than a call may have arguments publishes all of them again", async () => {
  const tasks = 150_000;
  const lab = new Lab({ tasks, confirmWindow: tasks, onUnknown: "republish" });
  void lab.publication.run();
  const untilIdle = async (): Promise<number[]> => {
    const attempted: number[] = [];
    do
      for (const event of await lab.turn())
        if (event.startsWith("attempted ")) attempted.push(Number(event.replace("attempted ", "")));
    while (!lab.isIdle);
    return attempted;
  };
  const first = await untilIdle();
  expect(first).toHaveLength(tasks);
  lab.publication.detach();
  lab.connect();
  expect(await untilIdle()).toEqual(first);
});
