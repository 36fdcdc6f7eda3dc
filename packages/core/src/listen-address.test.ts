import { describe, expect, it } from "vitest";
import { formatListenAddress, isLoopback, listenProblem, readListenAddress } from "./listen-address.ts";

describe("--listen", () => {
  it.each([
    ["5673", { host: "127.0.0.1", port: 5_673 }],
    ["0", { host: "127.0.0.1", port: 0 }],
    ["0.0.0.0:5673", { host: "0.0.0.0", port: 5_673 }],
    ["[::]:5673", { host: "::", port: 5_673 }],
    ["localhost:80", { host: "localhost", port: 80 }],
  ])("%s is an address", (text, address) => {
    expect(readListenAddress(text)).toEqual(address);
  });

  it.each(["", "65536", "-1", "host", "host:", ":5673", "a b:1", "amqp://host:5673", "1:2:3"])("%j is not", (text) => {
    expect(readListenAddress(text)).toBeUndefined();
  });

  it("tells whether other machines can connect", () => {
    const texts = ["5673", "127.0.0.2:1", "[::1]:1", "localhost:1", "0.0.0.0:1", "[::]:1", "10.0.0.7:1"];
    const addresses = texts.flatMap((text) => readListenAddress(text) ?? []);
    expect(addresses.map(isLoopback)).toEqual([true, true, true, true, false, false, false]);
    expect(formatListenAddress({ host: "::", port: 5_673 })).toBe("[::]:5673");
  });

  it.each([
    ["EADDRINUSE", /another program uses this port/],
    ["EACCES", /above 1023/],
    ["EADDRNOTAVAIL", /does not have this address/],
    ["EMFILE", /^too many files\. Use another address\.$/],
  ])("%s is explained", (code, sentence) => {
    expect(listenProblem(Object.assign(new Error("too many files"), { code }))).toMatch(sentence);
  });
});
