// The live page: a server, on loopback unless another address is asked for, that sends the state of the run by server-sent events, and the results at its end.
import { createServer, type ServerResponse, type Server } from "node:http";
import { codeOf, FairhareError, fileProblem } from "@fairhare/core";
import type { Observer } from "@fairhare/orchestrator";
import { printableResults } from "@fairhare/report";
import type { Results } from "@fairhare/results";
import { RunFollower } from "@fairhare/store";
import { renderLivePage } from "../page.ts";
import { FleetWatch, type Follow } from "./live-fleet.ts";
import { addressOf, hostOf, isAddressed, isLoopback, LOOPBACK } from "./live-address.ts";
import { advance, healed, initialState } from "./live-state.ts";
import type { LiveFleet, LiveUpdate } from "./live-update.ts";

/** Milliseconds between updates; at most five a second reach a browser, whatever the load. */
const UPDATE_MS = 200;
/** Milliseconds for browsers to receive the results before the process ends. */
const FAREWELL_MS = 2_000;
/** Pages that may be open at once. */
const READERS_AT_MOST = 32;

class PortUnavailableError extends FairhareError {
  readonly code = "OUTPUT_NOT_WRITABLE";
}

export interface LivePage extends AsyncDisposable {
  /** Where this machine opens it. */
  readonly address: string;
  /** It can be opened from other machines. */
  readonly isPublic: boolean;
  readonly observe: Observer;
  /** Sends the results to every open page. `report`: where report.html is. */
  end(results: Results, report: string | undefined): Promise<void>;
}

export interface LivePageOptions {
  /** 0 is any free port. */
  readonly port: number;
  /** The IP address to listen on; null is loopback. */
  readonly listen?: string | null;
  readonly title: string;
  /** Reads the history of a run while it grows. */
  readonly follow?: Follow;
}

const followFiles: Follow = (directory, settings) => new RunFollower(directory, settings);

/** @throws PortUnavailableError */
export async function openLivePage({
  port,
  listen = null,
  title,
  follow = followFiles,
}: LivePageOptions): Promise<LivePage> {
  const html = renderLivePage(title);
  const readers = new Set<ServerResponse>();
  let state = initialState(title);
  let isChanged = false;
  const isPublic = listen !== null && !isLoopback(listen);
  const watch = new FleetWatch(follow);
  let fleet: LiveFleet | null = null;

  const readHistory = (): void => {
    const reading = watch.read(nanosecondsNow());
    if (reading === null) return;
    fleet = reading.fleet;
    state = healed(state, reading.faults, reading.faultCount);
  };

  const server = createServer((request, response) => {
    if (!isAddressed(request, server, isPublic))
      return refuse(response, 403, "Open this page by an IP address or by the name of its machine.");
    if (request.method !== "GET") return refuse(response, 405, "This page only answers GET.");
    if (request.url === "/") return sendPage(response, html);
    if (request.url !== "/events") return refuse(response, 404, "Not found.");
    if (readers.size >= READERS_AT_MOST) return refuse(response, 503, "Too many pages are open.");
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    readers.add(response);
    response.on("close", () => readers.delete(response));
    response.on("error", () => readers.delete(response));
    response.write(eventText("state", { state, fleet } satisfies LiveUpdate));
    return undefined;
  });
  const used = await bind(server, port, listen ?? LOOPBACK);
  const address = `http://${hostOf(listen)}:${used}/`;
  const timer = setInterval(() => {
    if (!isChanged || readers.size === 0) return;
    isChanged = false;
    readHistory();
    const update = eventText("state", { state, fleet } satisfies LiveUpdate);
    // A slow reader that misses an update gets the next one, which is complete.
    for (const reader of readers) if (!reader.writableNeedDrain) reader.write(update);
  }, UPDATE_MS);
  timer.unref();

  const close = async (): Promise<void> => {
    clearInterval(timer);
    watch[Symbol.dispose]();
    for (const reader of readers) reader.end();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return {
    address,
    isPublic,
    observe: (event) => {
      state = advance(state, event);
      isChanged = true;
      if (event.type === "run-began") {
        fleet = null;
        watch.begin(event.directory, event.trial.settings);
      } else if (event.type === "run-ended") {
        if (readers.size > 0) readHistory();
        watch[Symbol.dispose]();
      }
    },
    end: async (results, report) => {
      clearInterval(timer);
      await Promise.all([...readers].map((reader) => farewell(reader, { results: printableResults(results), report })));
    },
    [Symbol.asyncDispose]: close,
  };
}

/** The clock of the history. */
const nanosecondsNow = (): number => Number(process.hrtime.bigint());

const eventText = (event: string, data: unknown): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** Resolves when the browser has the results, or after a while. */
function farewell(reader: ServerResponse, data: unknown): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, FAREWELL_MS);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    reader.on("close", done);
    reader.write(eventText("results", data));
    reader.end(done);
  });
}

function sendPage(response: ServerResponse, html: string): void {
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(html);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(text);
}

function bind(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const where = host === LOOPBACK ? "" : ` on ${host}`;
      const advice = host === LOOPBACK ? "Use another port, or --ui alone." : "Use another port or another address.";
      reject(
        new PortUnavailableError(`--ui ${port} cannot be used${where}: ${portProblem(error)}. ${advice}`, {
          cause: error,
        }),
      );
    });
    server.listen(port, host, () => resolve(addressOf(server).port));
  });
}

function portProblem(error: Error): string {
  if (codeOf(error) === "EADDRINUSE") return "another program uses this port";
  if (codeOf(error) === "EADDRNOTAVAIL") return "this machine does not have this address";
  return fileProblem(error);
}
