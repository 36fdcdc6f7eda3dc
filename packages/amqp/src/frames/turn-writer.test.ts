import { Writable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { WrittenSocket } from "../testing/written.ts";
import { TurnWriter } from "./turn-writer.ts";

function open({ highWaterMark = 8 } = {}): { socket: WrittenSocket; writer: TurnWriter; turns: () => number } {
  const socket = new WrittenSocket(highWaterMark);
  let turns = 0;
  return { socket, writer: new TurnWriter(socket, () => turns++), turns: () => turns };
}

function put(writer: TurnWriter, text: string): void {
  const at = writer.claim(text.length);
  writer.bytes.write(text, at);
}

test("writes of one turn leave with one call and in order, those of the next turn with another", async () => {
  const { socket, writer, turns } = open();
  socket.write(Buffer.from("a"));
  put(writer, "b");
  socket.write("c");
  put(writer, "d");
  expect(socket.texts).toEqual([]);
  await turn();
  put(writer, "e");
  socket.write(Buffer.from("f"));
  await turn();
  expect(socket.texts).toEqual(["abcd", "ef"]);
  expect(turns()).toBe(2);
});

test("short and long writes keep their order, and a turn of any length leaves complete", async () => {
  const { socket, writer } = open();
  const expected: string[] = [];
  for (const [index, length] of [1, 5_000, 20, 2_047, 2_048, 30_000, 3, 70_000, 40_000, 9].entries()) {
    const text = String(index).repeat(length);
    expected.push(text);
    if (index % 3 === 0) put(writer, text);
    else socket.write(Buffer.from(text));
  }
  await turn();
  expect(String(socket.bytes)).toBe(expected.join(""));
  expect(socket.calls).toHaveLength(1);
});

test("memory that the kernel has not taken yet is not overwritten", async () => {
  // Until its `done` is called, the socket reads the memory of the first turn.
  const taken: Buffer[] = [];
  const done: (() => void)[] = [];
  const socket = new Writable({
    write: (chunk: Buffer, _encoding, finished) => {
      taken.push(chunk);
      done.push(finished);
    },
  });
  const writer = new TurnWriter(socket);
  put(writer, "first");
  await turn();
  put(writer, "second");
  await turn();
  expect(String(taken[0])).toBe("first");
  done.shift()?.();
  await turn();
  expect(taken.map(String)).toEqual(["first", "second"]);
});

test("backpressure stays: a full socket says so, and drains after the call", async () => {
  const { socket, writer } = open();
  let drained = 0;
  writer.onDrained(() => drained++);
  expect(socket.write(Buffer.from("1234"))).toBe(true);
  put(writer, "567");
  expect(writer.isFull).toBe(false);
  expect(socket.write(Buffer.from("89"))).toBe(false);
  expect(writer.isFull).toBe(true);
  await turn();
  expect([socket.texts, drained, writer.isFull]).toEqual([["123456789"], 1, false]);
});

test("a cancelled wait for the drain is not called", async () => {
  const { writer } = open();
  let drained = 0;
  writer.onDrained(() => drained++)();
  put(writer, "0123456789");
  await turn();
  expect(drained).toBe(0);
});

test("an end right after a write sends everything", async () => {
  const { socket, writer } = open();
  socket.write("the ");
  put(writer, "last ");
  socket.end("words");
  await turn();
  expect(socket.texts.join("")).toBe("the last words");
});
