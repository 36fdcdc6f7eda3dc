import { expect, test } from "vitest";
import type { Cli } from "../cli.ts";
import type { AgentFlags } from "./agent-options.ts";
import { readAgentPlan } from "./agent-plan.ts";

const plan = (flags: AgentFlags, environment: Record<string, string> = {}) =>
  // Only the fields that the parser reads.
  readAgentPlan(flags, { environment, userDirectory: "/home/ann" } as unknown as Cli);

test("the flags are read, with the defaults of the others", () => {
  expect(plan({ join: "bench-1:7000", tokenFile: "token" })).toEqual({
    type: "serve",
    host: "bench-1",
    port: 7000,
    tokenFile: "/home/ann/token",
    name: undefined,
    isOnce: false,
    waitMs: Infinity,
  });
});

test("an agent of a job gives up after five minutes, unless --wait says otherwise", () => {
  const flags = { join: "bench-1", tokenFile: "/run/secrets/token", once: true };
  expect(plan(flags)).toMatchObject({ port: 7420, isOnce: true, waitMs: 300_000 });
  expect(plan({ ...flags, wait: "30s" })).toMatchObject({ waitMs: 30_000 });
});

test("every flag has a variable, and the flag wins", () => {
  const environment = {
    FAIRHARE_JOIN: "[fd00::1]:7421",
    FAIRHARE_TOKEN_FILE: "/t",
    FAIRHARE_ONCE: "true",
    FAIRHARE_NAME: "b",
  };
  expect(plan({}, environment)).toMatchObject({
    host: "fd00::1",
    port: 7421,
    tokenFile: "/t",
    isOnce: true,
    name: "b",
  });
  expect(plan({ name: "c" }, environment)).toMatchObject({ name: "c" });
});

test("a new token needs no orchestrator", () => {
  expect(plan({ newToken: "t" })).toEqual({ type: "newToken", path: "/home/ann/t" });
});

test("all mistakes are reported at once", () => {
  expect(() => plan({ join: "http://bench-1:7420", name: "a b", wait: "30" }, { FAIRHARE_ONCE: "maybe" })).toThrow(
    expect.objectContaining({
      mistakes: [
        { place: "--join http://bench-1:7420", message: expect.stringContaining("Must be a host and a port") },
        { place: "--token-file", message: expect.stringContaining("Is missing") },
        { place: "--name a b", message: expect.stringContaining("Must be 1–100 letters") },
        { place: "FAIRHARE_ONCE=maybe", message: "Must be true or false." },
        { place: "--wait 30", message: expect.stringContaining("Must be a duration") },
      ],
    }),
  );
});

test.each(["bench-1:0", "bench-1:70000", "fd00::1", ":7420", ""])("--join %s is refused", (join) => {
  expect(() => plan({ join, tokenFile: "t" })).toThrow(/--join/);
});
