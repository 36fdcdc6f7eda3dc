import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { VirtualTimers } from "../testing/virtual-timers.ts";
import { Refusals } from "./refusals.ts";
import { Strangers } from "./strangers.ts";

class FakeSocket extends EventEmitter {
  remoteAddress: string | undefined;
  readonly remotePort: number;
  isDestroyed = false;

  constructor(address: string, port: number) {
    super();
    this.remoteAddress = address;
    this.remotePort = port;
  }

  setNoDelay(): void {
    // Nothing is sent.
  }

  destroy(): void {
    if (this.isDestroyed) return;
    this.isDestroyed = true;
    // As the socket of Node does.
    this.remoteAddress = undefined;
    this.emit("close");
  }
}

function gateOf() {
  const clock = new VirtualTimers();
  const notices: string[] = [];
  const refusals = new Refusals((sentence) => notices.push(sentence));
  const strangers = new Strangers(clock, refusals);
  let port = 1_024;
  const connect = (address: string): FakeSocket => {
    const socket = new FakeSocket(address, port++);
    strangers.meet(socket as unknown as Socket);
    return socket;
  };
  const summary = (): string => {
    refusals.summarize();
    return notices.at(-1) ?? "";
  };
  return { clock, strangers, connect, summary, admit: (socket: FakeSocket) => strangers.admit(socket as never) };
}

const STRANGER = "192.0.2.1";
const AGENT = "198.51.100.7";
const isOpen = ({ isDestroyed }: FakeSocket): boolean => !isDestroyed;

describe("strangers of one address", () => {
  test("that hold every place lose their oldest one to an agent of another address", () => {
    const { connect, summary } = gateOf();
    const silent = Array.from({ length: 64 }, () => connect(STRANGER));
    const agents = [connect(AGENT), connect(AGENT)];
    expect(agents.every(isOpen)).toBe(true);
    expect(silent.filter(isOpen)).toEqual(silent.slice(2));
    expect(summary()).toBe("2 connections refused: too many connections at once (2).");
  });

  test("that keep every place taken leave an agent of their own address the time to introduce itself", () => {
    const { clock, connect, admit } = gateOf();
    for (let count = 0; count < 64; count++) connect(STRANGER);
    const agent = connect(STRANGER);
    for (let attempt = 0; attempt < 63; attempt++) connect(STRANGER);
    expect(isOpen(agent)).toBe(true);
    admit(agent);
    for (let second = 0; second < 10; second++) {
      clock.pass(1_000);
      for (let attempt = 0; attempt < 20; attempt++) connect(STRANGER);
    }
    expect(isOpen(agent)).toBe(true);
  });

  test("that connect without end are refused, and agents of other addresses are not", () => {
    const { clock, connect } = gateOf();
    for (let second = 0; second < 60; second++) {
      let accepted = 0;
      for (let attempt = 0; attempt < 1_000; attempt++) {
        const socket = connect(STRANGER);
        if (isOpen(socket)) accepted++;
        socket.destroy();
      }
      expect(accepted).toBe(second === 0 ? 200 : 20);
      expect(isOpen(connect(`198.51.100.${second}`))).toBe(true);
      clock.pass(1_000);
    }
  });

  test.each([
    ["an IPv6 network of 64 bits", (host: number) => `2001:db8:0:1::${host.toString(16)}`, "2001:db8:0:2::1"],
    ["an IPv6 network with all groups", (host: number) => `2001:db8:0:1:1:2:3:${host.toString(16)}`, "2001:db8::1"],
    ["an IPv4 address on a socket for both kinds", () => `::ffff:${STRANGER}`, AGENT],
  ])("may have the addresses of %s", (_, addressOf, other) => {
    const { connect } = gateOf();
    const accepted = Array.from({ length: 300 }, (__, host) => {
      const socket = connect(addressOf(host));
      const isAccepted = isOpen(socket);
      socket.destroy();
      return isAccepted;
    });
    expect(accepted.filter(Boolean)).toHaveLength(200);
    expect(isOpen(connect(other))).toBe(true);
  });
});

const manyAddresses = (number: number): string => `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;

describe("strangers of many addresses", () => {
  test("have a rate of their own together, and places that go to the newest", () => {
    const { clock, connect } = gateOf();
    const first = Array.from({ length: 20_000 }, (_, number) => connect(manyAddresses(number)));
    expect(first.filter(isOpen)).toEqual(first.slice(600 - 64, 600));
    // Every place has a limit of time, and what was refused has nothing.
    expect(clock.waiting).toBe(64);
    clock.pass(1_000);
    const later = Array.from({ length: 100 }, (_, number) => connect(manyAddresses(200_000 + number)));
    expect(later.filter(isOpen)).toEqual(later.slice(0, 60));
    clock.pass(5_000);
    expect([...first, ...later].filter(isOpen)).toEqual([]);
    expect(clock.waiting).toBe(0);
  });
});

test("a connection that used the port of another one again keeps its place when the older one closes", () => {
  const { connect, strangers, clock } = gateOf();
  const older = connect(STRANGER);
  const newer = new FakeSocket(STRANGER, older.remotePort);
  strangers.meet(newer as unknown as Socket);
  older.destroy();
  strangers.admit(newer as unknown as Socket);
  clock.pass(60_000);
  expect(isOpen(newer)).toBe(true);
});
