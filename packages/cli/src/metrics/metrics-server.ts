// Serves the metrics of an experiment on loopback while it runs. Reads the histories of the runs, as the display does,
// instead of asking the processes.
import { createServer, type Server } from "node:http";
import { codeOf, messageOf } from "@fairhare/core";
import type { Observer, ProgressEvent } from "@fairhare/orchestrator";
import { RunFollower } from "@fairhare/store";
import { OutputNotWritableError } from "../output/output-problems.ts";
import { TaskMetrics } from "./task-metrics.ts";

const HOST = "127.0.0.1";
/** Milliseconds between two readings of the history. A scrape reads it as well; this keeps each reading short. */
const POLL_MS = 500;

export interface MetricsServer extends AsyncDisposable {
  readonly address: string;
  readonly observe: Observer;
}

/** Port 0 is any free port. @throws OutputNotWritableError when the port cannot be used. */
export async function serveMetrics(port: number): Promise<MetricsServer> {
  const metrics = new TaskMetrics();
  let follower: RunFollower | undefined;
  const poll = (): void => {
    try {
      follower?.poll();
      if (follower !== undefined) metrics.show(follower.view(follower.latestAt, 1));
    } catch {
      // A reader of metrics must not end a run: the measurement goes on without it.
      follower = undefined;
    }
  };
  const stop = (): void => {
    poll();
    follower?.[Symbol.dispose]();
    follower = undefined;
  };
  const server = createServer((request, response) => {
    if (request.url !== "/metrics") {
      response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("The metrics are at /metrics.\n");
      return;
    }
    poll();
    metrics.text().then(
      (text) => response.writeHead(200, { "content-type": metrics.contentType }).end(text),
      (error: unknown) => response.writeHead(500).end(messageOf(error)),
    );
  });
  const used = await listen(server, port);
  const timer = setInterval(poll, POLL_MS);
  timer.unref();
  return {
    address: `http://${HOST}:${used}/metrics`,
    observe: (event: ProgressEvent) => {
      if (event.type === "run-began") {
        stop();
        const { trial, run, warmup, directory } = event;
        metrics.begin({ trial: trial.id, run: String(run), warmup: String(warmup) });
        follower = new RunFollower(directory, trial.settings, (records, identity) => metrics.add(records, identity));
      } else if (event.type === "run-ended") {
        stop();
        metrics.end(event.result?.verdict);
      }
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Resolves with the port in use. */
async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      const why = codeOf(error) === "EADDRINUSE" ? "another program uses this port" : messageOf(error);
      reject(
        new OutputNotWritableError([
          `--metrics-port ${port} cannot be used: ${why}. Use another port, or 0 for a free one.`,
        ]),
      );
    });
    server.listen(port, HOST, resolve);
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}
