import { printable } from "@fairhare/core";
import { Observer, type TapView } from "@fairhare/observe";
import { WireReader } from "@fairhare/wire";
import { broker, client, content, text } from "@fairhare/wire/testing";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { statusLine, tapLines } from "./tap-lines.ts";

const MS = 1e6;
const style = createStyle(undefined);

/** Each consumer got one delivery more than the one before, every 10 ms, and acknowledged all but one. */
function watched(names: readonly string[]): { readonly observer: Observer; readonly work: (atMs: number) => void } {
  const observer = new Observer(0);
  const workers = names.map((name, index) => {
    const observed = observer.connect("10.0.0.7:40112");
    const reader = new WireReader(observed);
    reader.fromClient(client.protocolHeader());
    reader.fromBroker(broker.start());
    reader.fromClient(client.startOk({ connection_name: name }));
    reader.fromClient(client.openChannel(1));
    reader.fromClient(client.consume(1, `queue ${name}`, "c", false));
    reader.fromBroker(broker.consumeOk(1, "c"));
    let tag = 0;
    return (atMs: number): void => {
      for (let count = 0; count <= index; count++) {
        observed.at = atMs * MS;
        for (const frame of [broker.deliver(1, "c", ++tag, false, "", "q"), ...content(1, text("x"))])
          reader.fromBroker(frame);
        observed.at = (atMs + 5) * MS;
        if (tag > 1) reader.fromClient(client.ack(1, tag, false));
      }
    };
  });
  return { observer, work: (atMs) => workers.forEach((one) => one(atMs)) };
}

const linesOf = (view: TapView, before: TapView | undefined, columns = 160, rows = 40): string[] =>
  tapLines(view, before, { columns, rows, style });

describe("the live table", () => {
  it("shows each consumer with its rate, the busiest first", () => {
    const { observer, work } = watched(["a", "b"]);
    work(100);
    const before = observer.view(1_000 * MS);
    work(1_100);
    work(1_200);
    const lines = linesOf(observer.view(2_000 * MS), before);
    expect(lines[0]).toBe(
      "2 s · 2 connections · published 0 (0/s) · delivered 9 (6/s) · acknowledged 7 (6/s) · 2 unacked".replaceAll(
        "6/s",
        "6.00/s",
      ),
    );
    const rows = lines
      .filter((line) => /^│ [ab] /.test(line))
      .map((line) => line.split("│").map((cell) => cell.trim()));
    expect(rows.map((row) => row.slice(1, 5))).toEqual([
      ["b", "queue b", "6", "4.00"],
      ["a", "queue a", "3", "2.00"],
    ]);
  });

  it("fits the terminal, and says how many consumers it does not show", () => {
    const { observer, work } = watched(Array.from({ length: 60 }, (_, index) => `worker ${index}`));
    work(100);
    const lines = linesOf(observer.view(1_000 * MS), undefined, 160, 24);
    expect(lines.length).toBeLessThan(24);
    expect(lines.at(-1)).toMatch(/^… and \d+ more consumers$/);
  });

  it("is never as wide as the terminal, and names from elsewhere do nothing to it", () => {
    const hostile = ["\u001b[2J\u001b[31mred", "line\nbreak", "界".repeat(60), "\u202eright", "x".repeat(300)];
    const { observer, work } = watched(hostile);
    work(100);
    const view = observer.view(1_000 * MS);
    for (const columns of [60, 80, 120, 200])
      for (const line of linesOf(view, undefined, columns)) {
        expect(line).toBe(printable(line));
        expect(line).not.toContain("\n");
        expect(stringWidth(line)).toBeLessThan(columns);
      }
  });
});

it("without an interval, the line has no rates", () => {
  const { observer, work } = watched(["a"]);
  work(100);
  expect(statusLine(observer.view(1_000 * MS))).toBe(
    "1 s · 1 connection · published 0 · delivered 1 · acknowledged 0 · 1 unacked",
  );
});
