// What benchmarks measure of the command line.
export { serveMetrics } from "./metrics/metrics-server.ts";
export { createProgress } from "./run/progress/progress.ts";
export { openChannel } from "./terminal/terminal.ts";
