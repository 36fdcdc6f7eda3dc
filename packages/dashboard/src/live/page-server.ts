// The server of a live page, on loopback unless another address is asked for: the page, and its updates by server-sent
// events. It knows nothing of what the page shows.
import { createServer, type Server, type ServerResponse } from "node:http";
import { codeOf, FairhareError, fileProblem } from "@fairhare/core";
import { addressOf, hostOf, isAddressed, isLoopback, LOOPBACK } from "./live-address.ts";

/** Milliseconds for browsers to receive the results before the process ends. */
const FAREWELL_MS = 2_000;
/** Pages that may be open at once. */
const READERS_AT_MOST = 32;

class PortUnavailableError extends FairhareError {
  readonly code = "OUTPUT_NOT_WRITABLE";
}

export interface PageAddress {
  /** 0 is any free port. */
  readonly port: number;
  /** The IP address to listen on; null is loopback. */
  readonly listen?: string | null;
}

interface PageContent {
  readonly html: string;
  /** The data of the event `state` that a page gets when it opens. */
  readonly state: () => unknown;
}

export class PageServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #listen: string | null;
  readonly #readers = new Set<ServerResponse>();

  private constructor({ html, state }: PageContent, listen: string | null) {
    this.#listen = listen;
    this.#server = createServer((request, response) => {
      if (!isAddressed(request, this.#server, this.isPublic))
        return refuse(response, 403, "Open this page by an IP address or by the name of its machine.");
      if (request.method !== "GET") return refuse(response, 405, "This page only answers GET.");
      if (request.url === "/") return sendPage(response, html);
      if (request.url !== "/events") return refuse(response, 404, "Not found.");
      if (this.#readers.size >= READERS_AT_MOST) return refuse(response, 503, "Too many pages are open.");
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      this.#readers.add(response);
      response.on("close", () => this.#readers.delete(response));
      response.on("error", () => this.#readers.delete(response));
      response.write(eventText("state", state()));
      return undefined;
    });
  }

  /** @throws PortUnavailableError */
  static async open(content: PageContent, { port, listen = null }: PageAddress): Promise<PageServer> {
    const server = new PageServer(content, listen);
    await bind(server.#server, port, listen ?? LOOPBACK);
    return server;
  }

  /** Where this machine opens it. */
  get address(): string {
    return `http://${hostOf(this.#listen)}:${addressOf(this.#server).port}/`;
  }

  /** It can be opened from other machines. */
  get isPublic(): boolean {
    return this.#listen !== null && !isLoopback(this.#listen);
  }

  /** Pages that are open. */
  get readers(): number {
    return this.#readers.size;
  }

  /** A slow reader that misses an update gets the next one, which is complete. */
  send(state: unknown): void {
    const update = eventText("state", state);
    for (const reader of this.#readers) if (!reader.writableNeedDrain) reader.write(update);
  }

  /** The last event, `results`; resolves when the browsers have it, or after a while. */
  async end(results: unknown): Promise<void> {
    const text = eventText("results", results);
    await Promise.all([...this.#readers].map((reader) => farewell(reader, text)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const reader of this.#readers) reader.end();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

const eventText = (event: string, data: unknown): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

function farewell(reader: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, FAREWELL_MS);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    reader.on("close", done);
    reader.write(text);
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

function bind(server: Server, port: number, host: string): Promise<void> {
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
    server.listen(port, host, () => resolve());
  });
}

function portProblem(error: Error): string {
  if (codeOf(error) === "EADDRINUSE") return "another program uses this port";
  if (codeOf(error) === "EADDRNOTAVAIL") return "this machine does not have this address";
  return fileProblem(error);
}
