// A process that reads the live page's events or scrapes the metrics, and counts the answers. Ends with its parent.
import { get } from "node:http";

export interface ReadingOrder {
  readonly url: string;
  /** Milliseconds between two requests; null for one answer that goes on. */
  readonly everyMs: number | null;
}

export interface Reading {
  readonly answers: number;
}

let answers = 0;

process.on("disconnect", () => process.exit(0));
process.on("message", (message: ReadingOrder | "report") => {
  if (message === "report") report();
  else read(message);
});

/** Reports once the first part of the first answer has arrived. */
function read({ url, everyMs }: ReadingOrder): void {
  const request = (): void => {
    get(url, (response) => {
      if (everyMs !== null) response.on("end", count);
      // The server sends each update in one piece; a large one may arrive in several.
      response.on("data", (bytes: Buffer) => {
        if (everyMs === null && bytes.includes("event: ")) count();
      });
    });
  };
  request();
  if (everyMs !== null) setInterval(request, everyMs);
}

function count(): void {
  answers++;
  if (answers === 1) report();
}

function report(): void {
  process.send?.({ answers } satisfies Reading);
}
