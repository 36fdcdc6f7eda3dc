import { Writable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { writeOncePerTurn } from "./one-write-per-turn.ts";

/** A socket that notes the text of each system call. */
function openSocket(): { socket: Writable; calls: string[] } {
  const calls: string[] = [];
  const socket = new Writable({
    highWaterMark: 8,
    write: (chunk: Buffer, _encoding, done) => {
      calls.push(chunk.toString());
      done();
    },
    writev: (chunks, done) => {
      calls.push(chunks.map(({ chunk }) => String(chunk)).join(""));
      done();
    },
  });
  writeOncePerTurn(socket);
  return { socket, calls };
}

test("writes of one turn leave with one call and in order, those of the next turn with another", async () => {
  const { socket, calls } = openSocket();
  for (const text of ["a", "b", "c"]) socket.write(text);
  expect(calls).toEqual([]);
  await turn();
  socket.write("d");
  socket.write("e");
  await turn();
  expect(calls).toEqual(["abc", "de"]);
});

test("backpressure stays: a full socket says so, and drains after the call", async () => {
  const { socket, calls } = openSocket();
  let drained = 0;
  socket.on("drain", () => drained++);
  expect(socket.write("1234")).toBe(true);
  expect(socket.write("56789")).toBe(false);
  await turn();
  expect([calls, drained]).toEqual([["123456789"], 1]);
});

test("an end right after a write sends everything", async () => {
  const { socket, calls } = openSocket();
  socket.write("last ");
  socket.end("words");
  await turn();
  expect(calls.join("")).toBe("last words");
});
