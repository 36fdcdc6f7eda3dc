// A process on a tapped connection without sockets: a virtual clock, a shard in memory, and the frames that tests send.
import { type ShardSink, ShardWriter } from "@fairhare/child";
import { fromMilliseconds, nanoseconds, type Timers } from "@fairhare/core";
import { namedEvent, Role, ShardReader } from "@fairhare/protocol";
import { broker, client, content, joined, text } from "@fairhare/wire/testing";
import type { RecordPorts } from "../connection-records.ts";
import { DoneReports } from "../done-reports.ts";
import { MessageIdentity } from "../message-identity.ts";
import { ProducerRecords } from "../producer-records.ts";
import { Recording } from "../recording.ts";
import { TapConnection } from "../tap-connection.ts";
import { TaskNumbers } from "../task-numbers.ts";
import { emptyFacts } from "../wire-facts.ts";
import { WorkerRecords } from "../worker-records.ts";

interface VirtualTapOptions {
  readonly role: "worker" | "producer";
  readonly hasDeadLetterQueue?: boolean;
  readonly reportsDone?: boolean;
  readonly tasks?: TaskNumbers;
}

interface Identity {
  readonly messageId?: string;
  readonly headers?: Readonly<Record<string, number>>;
}

export class VirtualTap {
  readonly facts = emptyFacts();
  readonly problems: string[] = [];
  readonly done: DoneReports | undefined;
  readonly recording: Recording;
  readonly connection: TapConnection;
  readonly abandonedAt: number[] = [];
  #ms = 0;
  #soon: (() => void)[] = [];
  readonly #written: Uint8Array[] = [];
  readonly #shard: ShardWriter;

  constructor({ role, hasDeadLetterQueue = false, reportsDone = false, tasks = new TaskNumbers() }: VirtualTapOptions) {
    const clock: Timers = {
      now: () => fromMilliseconds(this.#ms),
      after: () => () => undefined,
      soon: (act) => void this.#soon.push(act),
    };
    const sink: ShardSink = {
      write: (bytes, length) => void this.#written.push(bytes.slice(0, length)),
      close: () => undefined,
    };
    const header = { role: Role[role], process: 1, incarnation: 1, pid: 1, openedAt: nanoseconds(0) };
    this.#shard = new ShardWriter(sink, header);
    this.recording = new Recording(3, this.#shard, clock, (problem) => this.problems.push(problem));
    this.done = reportsDone ? new DoneReports() : undefined;
    const ports: RecordPorts = {
      recording: this.recording,
      facts: this.facts,
      events: { onProblem: (problem) => this.problems.push(problem) },
      tasks,
      identity: new MessageIdentity(),
      hasDeadLetterQueue,
      isWorkless: false,
      done: this.done,
      begin: () => undefined,
      soon: (act) => clock.soon(act),
    };
    const records = role === "worker" ? new WorkerRecords(ports) : new ProducerRecords(ports);
    this.connection = new TapConnection(ports, records, {
      onAbandoned: (at) => this.abandonedAt.push(at),
      onClientEnded: () => undefined,
    });
    this.client(client.protocolHeader(), client.tuneOk(0, 7), client.open("/"));
    this.broker(broker.openOk());
    this.client(client.openChannel(1));
    this.broker(broker.openChannelOk(1));
  }

  /** Milliseconds. */
  at(time: number): this {
    this.#ms = time;
    return this;
  }

  client(...frames: Uint8Array[]): this {
    this.connection.fromClient(Buffer.from(joined(frames)));
    return this;
  }

  broker(...frames: Uint8Array[]): this {
    this.connection.fromBroker(Buffer.from(joined(frames)));
    return this;
  }

  consume(noAck = false): this {
    return this.client(client.consume(1, "tasks", "me", noAck)).broker(broker.consumeOk(1, "me"));
  }

  deliver(tag: number, task: number | Identity, { redelivered = false, body = "Hello" } = {}): this {
    const properties = typeof task === "number" ? { headers: { "fairhare-task": task } } : task;
    return this.broker(broker.deliver(1, "me", tag, redelivered, "", "tasks"), ...content(1, text(body), properties));
  }

  publish(properties: Identity, body = "Hello"): this {
    return this.client(client.publish(1, "", "tasks", false), ...content(1, text(body), properties));
  }

  /** Ends the turn of the event loop. */
  turn(): this {
    for (const act of this.#soon.splice(0)) act();
    return this;
  }

  /** What is written so far: `name task at …` for each record, times in milliseconds. */
  written(): string[] {
    const reader = new ShardReader(joined(this.#written));
    const lines: string[] = [];
    while (reader.next()) {
      const { event, fields } = namedEvent(reader);
      const { workBeganNs, outcome, replyCode } = fields;
      const from = typeof workBeganNs === "number" ? ` from ${workBeganNs / 1e6}` : "";
      const more = [outcome, replyCode === 0 ? undefined : replyCode].filter((value) => value !== undefined);
      const task = reader.task > 0 ? ` ${reader.task}` : "";
      lines.push([`${event}${task} at ${reader.at / 1e6}${from}`, ...more].join(" "));
    }
    return lines.filter((line) => !line.startsWith("connected"));
  }

  /** Everything that was recorded. */
  records(): string[] {
    this.recording.flush();
    return this.written();
  }
}
