// Progress as plain lines, for files and CI logs: one for each phase and one every few seconds.
import { oneLine } from "@fairhare/core";
import type { Channel } from "../../terminal/terminal.ts";
import { advance, IDLE, progressParts, type ProgressState } from "./log-state.ts";
import { eventSentence, type Progress } from "./port.ts";

/** Milliseconds between the lines of a log, e.g. in CI. */
const LOG_MS = 5_000;

export function createLogProgress(channel: Channel, now: () => number): Progress {
  let state: ProgressState = IDLE;
  let printedAt = -Infinity;
  let printed = "";

  const print = (isDue: boolean): void => {
    const text = progressParts(state).join(" · ");
    if (text === printed || (!isDue && now() - printedAt < LOG_MS)) return;
    channel.line(text);
    printed = text;
    printedAt = now();
  };

  return {
    observe: (event) => {
      state = advance(state, event);
      const sentence = event.type === "fault" ? event.message : eventSentence(event);
      if (sentence !== undefined) channel.line(channel.style.doubtful(oneLine(sentence)));
      if (event.type !== "run-ended") print(event.type === "run-began" || event.type === "phase");
    },
    notice: (sentence) => channel.line(sentence),
    wait: (sentence) => channel.line(sentence),
    keep: () => undefined,
    end: () => undefined,
  };
}
