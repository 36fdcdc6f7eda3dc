// The ways to watch a run that `bench:watching` compares. A reader is a process of its own, as a browser or Prometheus is,
// but does nothing with what it reads.
import { fork } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, writeSync } from "node:fs";
import { createProgress, openChannel, serveMetrics } from "@fairhare/cli";
import { openLivePage } from "@fairhare/dashboard";
import type { Observer } from "@fairhare/orchestrator";
import type { Reading, ReadingOrder } from "./reader.ts";

interface Watcher extends AsyncDisposable {
  readonly observe: Observer;
  /** Throws when nothing was shown: the comparison would be one of nothing. */
  prove(): Promise<void>;
}

interface WayToWatch {
  readonly name: string;
  readonly open: () => Promise<Watcher>;
}

export const WATCHERS: readonly WayToWatch[] = [
  {
    name: "plain",
    open: async () => ({
      observe: () => undefined,
      prove: async () => undefined,
      [Symbol.asyncDispose]: async () => {},
    }),
  },
  { name: "ui", open: () => openPage(false) },
  { name: "ui+reader", open: () => openPage(true) },
  { name: "display", open: openDisplay },
  { name: "metrics", open: openMetrics },
];

/** A live page needs a few updates to be one. */
const UPDATES_AT_LEAST = 3;

async function openPage(hasReader: boolean): Promise<Watcher> {
  const page = await openLivePage({ port: 0, title: "bench:watching" });
  const reader = hasReader ? await openReader({ url: `${page.address}events`, everyMs: null }) : undefined;
  return {
    observe: page.observe,
    prove: async () => reader?.prove(UPDATES_AT_LEAST),
    async [Symbol.asyncDispose]() {
      await reader?.[Symbol.asyncDispose]();
      await page[Symbol.asyncDispose]();
    },
  };
}

/** Drawn on a terminal of 120 columns that discards what it gets. */
async function openDisplay(): Promise<Watcher> {
  const file = openSync("/dev/null", "w");
  let drawings = 0;
  const screen = {
    isTTY: true,
    columns: 120,
    rows: 40,
    on: () => undefined,
    write: (text: string) => {
      drawings++;
      return writeSync(file, text);
    },
  };
  const progress = createProgress({ channel: openChannel(screen, { TERM: "xterm" }), isShown: true });
  return {
    observe: progress.observe,
    prove: async () => {
      if (drawings < UPDATES_AT_LEAST) throw new Error(`the display was drawn ${drawings} times`);
    },
    async [Symbol.asyncDispose]() {
      progress.end();
      closeSync(file);
    },
  };
}

async function openMetrics(): Promise<Watcher> {
  const server = await serveMetrics(0);
  const scraper = await openReader({ url: server.address, everyMs: 1_000 });
  return {
    observe: server.observe,
    prove: () => scraper.prove(1),
    async [Symbol.asyncDispose]() {
      await scraper[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

type Reader = AsyncDisposable & { readonly prove: (answers: number) => Promise<void> };

async function openReader(order: ReadingOrder): Promise<Reader> {
  const child = fork(new URL("reader.js", import.meta.url));
  const ended = once(child, "exit");
  child.send(order);
  await once(child, "message");
  return {
    async prove(atLeast) {
      child.send("report");
      const [{ answers }] = (await once(child, "message")) as [Reading];
      if (answers < atLeast) throw new Error(`${order.url} answered ${answers} times instead of ${atLeast}`);
    },
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await ended;
    },
  };
}
