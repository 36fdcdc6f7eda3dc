// The server of the tap's page, and the size of what it sends.
import { expect, it, onTestFinished } from "vitest";
import { PlayedTap } from "../testing/played-tap.ts";
import { openTapPage } from "./tap-page.ts";
import { tapState } from "./tap-state.ts";
import { worthALook } from "./worth-a-look.ts";

const IDENTITY = {
  uri: "amqp://broker",
  listen: "127.0.0.1:5673",
  startedAt: "2026-11-24T05:30:00.000Z",
  fairhare: "0.1.0",
};

it("an update of hundreds of consumers stays below 200 kB, however long the tap runs", { timeout: 30_000 }, () => {
  const tap = new PlayedTap(300).play(2);
  const early = JSON.stringify(tapState(IDENTITY, tap.view, tap.history)).length;
  const { view } = tap;
  for (let second = 3; second < 500; second++) tap.history.add({ ...view, observedMs: second * 1_000 }, []);
  const late = JSON.stringify(tapState(IDENTITY, tap.view, tap.history)).length;
  expect(early).toBeLessThan(200_000);
  expect(late).toBeLessThan(200_000);
});

it("lists the extremes of a large fleet, open consumers before ended ones", () => {
  const tap = new PlayedTap(300).play(3).cut(7).play(1);
  const [worst] = tap.view.consumers
    .filter(({ mostUnacked }) => mostUnacked > 0)
    .toSorted((a, b) => b.delivered - a.delivered);
  const rows = worthALook(tap.view.consumers, 60);
  expect(rows).toHaveLength(60);
  expect(new Set(rows).size).toBe(60);
  expect(rows.every(({ endedMs }) => endedMs === null)).toBe(true);
  expect(worthALook(tap.view.consumers, 1_000)).toHaveLength(300);
  expect(worthALook(tap.view.consumers, 1_000).at(-1)?.end).toBe("cut");
  expect(worst).toBeDefined();
});

it("sends the state when a page opens, and each update", async () => {
  const tap = new PlayedTap(2).play(2);
  const page = await openTapPage({ port: 0, identity: () => IDENTITY, history: tap.history, view: () => tap.view });
  onTestFinished(() => page[Symbol.asyncDispose]());
  const response = await fetch(`${page.address}events`);
  const reader = response.body?.getReader();
  const next = async (): Promise<string> => new TextDecoder().decode((await reader?.read())?.value);
  expect(await next()).toMatch(/^event: state\ndata: .*"published":4/);
  page.update(tap.play(1).view, tap.rates);
  expect(await next()).toMatch(/^event: state\ndata: .*"published":6.*"perSecond":2/);
  await reader?.cancel();
});
