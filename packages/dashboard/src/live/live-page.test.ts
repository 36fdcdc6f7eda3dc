// The server of the live page, asked over HTTP.
import { get } from "node:http";
import { twoTrials } from "@fairhare/report/testing";
import { expect, it, onTestFinished } from "vitest";
import { began, counts } from "../testing/live-events.ts";
import { type LivePage, openLivePage } from "./live-page.ts";

async function open(): Promise<LivePage> {
  const page = await openLivePage({ port: 0, title: "odd-even" });
  onTestFinished(() => page[Symbol.asyncDispose]());
  return page;
}

/** Everything that the server sends until it closes the stream. */
async function readEvents(address: string, onFirst: () => void): Promise<string> {
  const response = await fetch(`${address}events`);
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    if (text === "") onFirst();
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

it("sends at most ten updates a second, and the results at the end", async () => {
  const page = await open();
  page.observe(began());
  let elapsedMs = 0;
  const load = setInterval(() => {
    for (let event = 0; event < 100; event++) page.observe(counts(elapsedMs++, elapsedMs, elapsedMs));
  }, 1);
  const started = performance.now();
  const text = await readEvents(page.address, () => {
    setTimeout(() => {
      clearInterval(load);
      void page.end(twoTrials(), "/reports/x");
    }, 1_000);
  });
  const seconds = (performance.now() - started) / 1_000;
  const updates = text.match(/^event: state$/gm)?.length ?? 0;
  expect(updates).toBeGreaterThan(2);
  expect(updates).toBeLessThanOrEqual(10 * seconds + 1);
  expect(text.match(/^event: results\ndata: (.*)$/m)?.[1]).toContain('"report":"/reports/x"');
});

it("refuses a port that is taken, and says what to do", async () => {
  const page = await open();
  const port = Number(new URL(page.address).port);
  await expect(openLivePage({ port, title: "second" })).rejects.toThrow(
    `--ui ${port} cannot be used: another program uses this port. Use another port, or --ui alone.`,
  );
});

it("refuses a page of another site whose name points to this machine, and everything but its two paths", async () => {
  const page = await open();
  const { port } = new URL(page.address);
  const status = (path: string, host: string, method = "GET"): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      get({ host: "127.0.0.1", port, path, method, headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on("error", reject);
    });
  expect(await status("/", `127.0.0.1:${port}`)).toBe(200);
  expect(await status("/", `localhost:${port}`)).toBe(200);
  expect(await status("/events", "evil.example")).toBe(403);
  expect(await status("/etc/passwd", `127.0.0.1:${port}`)).toBe(404);
  expect(await status("/", `127.0.0.1:${port}`, "POST")).toBe(405);
});
