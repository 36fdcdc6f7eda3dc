import { EventEmitter } from "node:events";
import { describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { VirtualTimers } from "../testing/virtual-timers.ts";
import { Connection } from "./connection.ts";
import { readAgentMessage } from "./read-message.ts";

const MESSAGE = Buffer.from('{"type":"time","id":1,"t2":0,"t3":0}');

class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  pings = 0;
  readonly sent: string[] = [];

  ping(): void {
    this.pings++;
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 2;
  }

  terminate(): void {
    this.readyState = 3;
  }
}

function opened() {
  const socket = new FakeSocket();
  const clock = new VirtualTimers();
  const messages: unknown[] = [];
  const ends: string[] = [];
  const connection = new Connection<unknown, { readonly type: string }>(socket as unknown as WebSocket, clock, {
    read: readAgentMessage,
    onMessage: (message) => messages.push(message),
    onFrame: () => undefined,
    onEnd: (reason) => ends.push(reason),
  });
  return { socket, clock, connection, messages, ends };
}

describe("a connection", () => {
  test("is lost when nothing was heard for the time limit", () => {
    const { socket, clock, connection, ends } = opened();
    connection.watch(1_000);
    clock.pass(1_000);
    expect(ends).toEqual([]);
    expect(socket.pings).toBe(4);
    clock.pass(250);
    expect(ends).toEqual(["nothing was heard for 1 s"]);
    expect(socket.readyState).toBe(3);
  });

  test.each(["pong", "ping", "message"])("lives while a %s arrives from time to time", (event) => {
    const { socket, clock, connection, ends } = opened();
    connection.watch(1_000);
    for (let second = 0; second < 60; second++) {
      clock.pass(900);
      socket.emit(event, MESSAGE, false);
    }
    expect(ends).toEqual([]);
  });

  test("gets the shorter limit within a quarter of it when it becomes busy", () => {
    const { clock, connection, ends } = opened();
    let isBusy = false;
    connection.watch(1_000, () => (isBusy ? 1_000 : 60_000));
    clock.pass(30_000);
    expect(ends).toEqual([]);
    isBusy = true;
    clock.pass(250);
    expect(ends).toEqual(["nothing was heard for 1 s"]);
  });

  test("is not lost because this process stood still", () => {
    const { socket, clock, connection, ends } = opened();
    connection.watch(1_000);
    clock.stall(60_000);
    expect(ends).toEqual([]);
    socket.emit("pong");
    clock.pass(900);
    expect(ends).toEqual([]);
  });

  test("ends at once when the other side sends no message", () => {
    const { socket, messages, ends } = opened();
    socket.emit("message", Buffer.from("garbage"), false);
    socket.emit("message", MESSAGE, false);
    expect(messages).toEqual([]);
    expect(ends).toEqual(["it sent something that is not a message"]);
  });

  test("reports one end, with its first reason", () => {
    const { socket, clock, connection, ends } = opened();
    connection.watch(1_000);
    socket.emit("error", Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }));
    socket.emit("close");
    clock.pass(10_000);
    connection.terminate("later");
    expect(ends).toEqual(["the connection was reset"]);
  });

  test("that does not answer its close is ended after the grace time", () => {
    const { clock, connection, ends } = opened();
    connection.close("the experiment is over", 500);
    clock.pass(499);
    expect(ends).toEqual([]);
    clock.pass(1);
    expect(ends).toEqual(["the experiment is over"]);
  });

  test("that has ended leaves no timer behind when it is closed", () => {
    const { clock, connection } = opened();
    connection.terminate("nothing was heard for 1 s");
    connection.close("the experiment is over", 2_000);
    expect(clock.waiting).toBe(0);
  });
});
