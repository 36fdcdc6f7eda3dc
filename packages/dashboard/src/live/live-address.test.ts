import { createServer, type IncomingMessage } from "node:http";
import { hostname } from "node:os";
import { expect, it, onTestFinished } from "vitest";
import { openLivePage } from "./live-page.ts";
import { hostOf, isAddressed } from "./live-address.ts";

const from = (host: string): IncomingMessage => ({ headers: { host } }) as IncomingMessage;

it.each([
  [null, "127.0.0.1"],
  ["0.0.0.0", "127.0.0.1"],
  ["::", "127.0.0.1"],
  ["10.0.0.7", "10.0.0.7"],
  ["fe80::1", "[fe80::1]"],
])("a page on %s is opened as %s", (listen, host) => {
  expect(hostOf(listen)).toBe(host);
});

it.each(["localhost:9090", "192.0.2.7:8080", "[2001:db8::1]:8080", "127.0.0.1", `${hostname()}:8080`])(
  "a page for other machines answers %s",
  (host) => {
    expect(isAddressed(from(host), createServer(), true)).toBe(true);
    expect(isAddressed(from(host), createServer(), false)).toBe(false);
  },
);

it.each(["evil.example:8080", "127.0.0.1.evil.example", ""])("no page answers %s", (host) => {
  expect(isAddressed(from(host), createServer(), true)).toBe(false);
});

it("a page on all addresses is open to other machines, and one on loopback is not", async () => {
  const everywhere = await openLivePage({ port: 0, listen: "0.0.0.0", title: "odd-even" });
  onTestFinished(() => everywhere[Symbol.asyncDispose]());
  expect(everywhere.isPublic).toBe(true);
  expect((await fetch(everywhere.address)).status).toBe(200);
  const loopback = await openLivePage({ port: 0, listen: "127.0.0.1", title: "odd-even" });
  onTestFinished(() => loopback[Symbol.asyncDispose]());
  expect(loopback.isPublic).toBe(false);
  expect((await fetch(loopback.address)).status).toBe(200);
});

it("says so when the machine does not have the address", async () => {
  await expect(openLivePage({ port: 0, listen: "192.0.2.1", title: "odd-even" })).rejects.toThrow(
    "--ui 0 cannot be used on 192.0.2.1: this machine does not have this address. Use another port or another address.",
  );
});
