// When something happened in a run, in words.
import { formatMs } from "../format.ts";

/** A backlog is measured from the workers' release, and may have been through something before. */
export const momentOf = (atMs: number): string =>
  atMs < 0 ? `${formatMs(-atMs)} before the workers were released` : `at ${formatMs(atMs)}`;
