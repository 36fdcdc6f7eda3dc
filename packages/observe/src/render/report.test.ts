import { printable } from "@fairhare/core";
import { broker, client, content, text } from "@fairhare/wire/testing";
import { describe, expect, it } from "vitest";
import { Observer } from "../observer.ts";
import { evaluateTapThresholds } from "../tap-metrics.ts";
import { TAP_SCHEMA, type TapResults, tapResultsSchema } from "@fairhare/results";
import { atMs, PlayedConnection } from "../testing/played.ts";
import { renderTap } from "./report.ts";

function resultsOf(observer: Observer, at: number, over: Partial<TapResults> = {}): TapResults {
  const view = observer.view(atMs(at));
  return {
    schema: TAP_SCHEMA,
    startedAt: "2026-11-24T05:30:00.000Z",
    endedAt: "2026-11-24T05:31:00.000Z",
    endedBy: "interruption",
    uri: "amqp://user:***@broker:5672/",
    listen: "127.0.0.1:5673",
    fairhare: "0.1.0",
    ...view,
    ...observer.findings(view, atMs(at)),
    thresholds: [],
    ...over,
  };
}

const reportOf = (results: TapResults): string => renderTap(results)[0]?.content ?? "";

/** The rows of the first table that begins with this cell. */
const rowOf = (report: string, first: string): string[] | undefined =>
  report
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .find(([, cell]) => cell === first)
    ?.slice(1, -1);

describe("the report", () => {
  const observer = new Observer(0);
  const worker = new PlayedConnection(observer, "billing").consume(0, { prefetch: 1 });
  new PlayedConnection(observer, "shop").publish(10, "task 1").publish(10, "task 2");
  worker.deliver(20, 1, "task 1").ack(120, 1).deliver(121, 2, "task 2").cut(200);
  const report = reportOf(resultsOf(observer, 60_000));

  it("has the ledger, line by line, without the lines that are 0", () => {
    expect(rowOf(report, "published")?.[1]).toBe("2");
    expect(rowOf(report, "without confirms")?.[1]).toBe("2");
    expect(rowOf(report, "delivered")?.[1]).toBe("2");
    expect(rowOf(report, "acknowledged")?.[1]).toBe("1");
    expect(rowOf(report, "in hand, connection broke")?.[1]).toBe("1");
    expect(rowOf(report, "still in hand")).toBeUndefined();
  });

  it("has a row for each consumer", () => {
    expect(rowOf(report, "billing")).toEqual(
      expect.arrayContaining(["billing", "work", "2", "1", "manual", "100 ms", "broke"]),
    );
  });

  it("has findings with their advice", () => {
    expect(report).toMatch(
      /\*\*warning\*\* 1 connection broke, with 1 unacknowledged delivery in hand\. _Make clients/,
    );
  });

  it("says what it cannot know, and never that nothing was lost", () => {
    expect(report).toContain("## What the tap cannot know");
    expect(report).toMatch(/0 published messages had no delivery here: still queued, consumed elsewhere, .* or lost\./);
    expect(report).not.toMatch(/nothing (?:was|is) lost|no (?:task|message) (?:was )?lost/i);
  });
});

it("the data match their schema, also without the fields of later versions", () => {
  const observer = new Observer(0);
  new PlayedConnection(observer, "worker").consume(0, { prefetch: 5 }).deliver(5, 1).ack(9, 1);
  new PlayedConnection(observer, "shop").publish(1, "task");
  const results: TapResults = JSON.parse(JSON.stringify(resultsOf(observer, 100)));
  expect(tapResultsSchema.parse(results)).toEqual(results);
  for (const row of [...results.consumers, ...results.queues]) {
    Reflect.deleteProperty(row, "deliveryShare");
    Reflect.deleteProperty(row, "publishedDirectly");
  }
  const earlier = tapResultsSchema.parse(results);
  expect(earlier.consumers).toMatchObject([{ delivered: 1, deliveryShare: null }]);
  expect(earlier.queues).toMatchObject([{ delivered: 1, publishedDirectly: 0 }]);
});

it("names from elsewhere are text, not Markdown and not control characters", () => {
  const observer = new Observer(0);
  const hostile = "<img src=x>|**b** [l](http://x) \u001b[2J\u202e";
  const one = new PlayedConnection(observer, hostile).consume(0, { queue: hostile }).deliver(1, 1).deliver(1, 2);
  one.broker(2, broker.return(1, 312, hostile, "", hostile), ...content(1, text("x")));
  one.broker(3, broker.closeChannel(1, 404, hostile)).client(3, client.closeChannelOk(1));
  const report = reportOf(resultsOf(observer, 100));
  expect(report).toContain("img src=x");
  expect(report).not.toMatch(/<img|(?<!\\)\*\*b|(?<!\\)\]\(http/);
  expect(report).toBe(printable(report));
  const widths = report.split("\n").filter((line) => line.includes("img src") && line.startsWith("|"));
  expect(widths.length).toBeGreaterThan(1);
  for (const line of widths) expect(line.replaceAll(String.raw`\|`, "").split("|").length).toBeGreaterThan(8);
});

it("clients and messages that the tap no longer remembers are mentioned", () => {
  const observer = new Observer(0, { mostEnded: 1, mostWaiting: 2 });
  for (let number = 0; number < 4; number++)
    new PlayedConnection(observer, "c")
      .consume(number)
      .publish(number, `m${number}`)
      .close(number + 1);
  const report = reportOf(resultsOf(observer, 100));
  expect(report).toContain("3 consumers and 3 publishers are in the sums only");
  expect(report).toMatch(/the tap remembers 2 published messages.* It forgot 2,/);
});

it("a threshold on a number that was not measured is not met", () => {
  const view = new Observer(0).view(atMs(10));
  const threshold = { operator: ">=", value: 0.9 } as const;
  expect(
    evaluateTapThresholds(
      [
        { ...threshold, expression: "jainBusy>=0.9", metric: "fairness.jainBusy" },
        { expression: "acked==0", metric: "ledger.acked", operator: "==", value: 0 },
      ],
      view,
    ),
  ).toEqual([
    { expression: "jainBusy>=0.9", ok: false, actual: null },
    { expression: "acked==0", ok: true, actual: 0 },
  ]);
});
