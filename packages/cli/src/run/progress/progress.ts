// Shows the progress of a run: a live display on a terminal, plain lines elsewhere, or nothing.
import { RunFollower } from "@fairhare/store";
import type { Channel } from "../../terminal/terminal.ts";
import { createLiveProgress } from "./live-progress.ts";
import { createLogProgress } from "./log-progress.ts";
import type { Progress } from "./port.ts";

export interface ProgressOptions {
  readonly channel: Channel;
  readonly isShown: boolean;
}

export function createProgress({ channel, isShown }: ProgressOptions): Progress {
  if (!isShown) return SILENT;
  if (!channel.canRedraw) return createLogProgress(channel, monotonicMs);
  return createLiveProgress(channel, {
    now: monotonicMs,
    follow: (path, settings) => new RunFollower(path, settings),
    every: (milliseconds, act) => {
      // The display alone must not keep the process running.
      const timer = setInterval(act, milliseconds).unref();
      return () => clearInterval(timer);
    },
  });
}

const SILENT: Progress = {
  observe: () => undefined,
  notice: () => undefined,
  wait: () => undefined,
  keep: () => undefined,
  end: () => undefined,
};

/** The clock of the history, in milliseconds. */
const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
