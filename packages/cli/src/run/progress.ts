// Shows the progress of a run: a live line on a terminal, a plain line every few seconds elsewhere, or nothing.
import { oneLine } from "@fairhare/core";
import type { Observer, ProgressEvent } from "@fairhare/orchestrator";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import type { Channel } from "../terminal/terminal.ts";
import { advance, IDLE, progressParts, type ProgressState } from "./progress-state.ts";

/** Milliseconds between updates of the live line. */
const REDRAW_MS = 100;
/** Milliseconds between the lines of a log, e.g. in CI. */
const LOG_MS = 5_000;

export interface Progress {
  readonly observe: Observer;
  /** Prints a sentence above the live line. */
  notice(sentence: string): void;
  /** Shows a sentence until the first run begins. */
  wait(sentence: string): void;
  /** Removes the live line. */
  end(): void;
}

export interface ProgressOptions {
  readonly channel: Channel;
  readonly isShown: boolean;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

export function createProgress({ channel, isShown, now }: ProgressOptions): Progress {
  let state: ProgressState = IDLE;
  let drawnAt = -Infinity;
  let logged = "";
  let isLineOpen = false;
  const isLive = isShown && channel.isTerminal;

  const clear = (): void => {
    if (isLineOpen) channel.clearLine();
    isLineOpen = false;
  };
  const draw = (text: string): void => {
    channel.clearLine();
    channel.write(channel.style.quiet(fit(oneLine(text), channel.columns())));
    isLineOpen = true;
    drawnAt = now();
  };
  const notice = (sentence: string): void => {
    clear();
    channel.line(sentence);
  };
  const show = (isDue: boolean): void => {
    const text = progressParts(state).join(" · ");
    if (isLive && (isDue || now() - drawnAt >= REDRAW_MS)) draw(text);
    if (isShown && !isLive && text !== logged && (isDue || now() - drawnAt >= LOG_MS)) {
      channel.line(text);
      logged = text;
      drawnAt = now();
    }
  };

  return {
    observe: (event) => {
      state = advance(state, event);
      const sentence = sentenceOf(event);
      if (sentence !== undefined && isShown) notice(channel.style.doubtful(oneLine(sentence)));
      if (event.type === "run-ended") clear();
      else show(event.type === "run-began" || event.type === "phase");
    },
    notice: (sentence) => {
      if (isShown) notice(sentence);
    },
    wait: (sentence) => {
      if (isLive) draw(sentence);
      else if (isShown) channel.line(sentence);
    },
    end: clear,
  };
}

function sentenceOf(event: ProgressEvent): string | undefined {
  if (event.type === "notice") return event.message;
  if (event.type !== "worker-lost") return undefined;
  return `${event.slots.length === 1 ? "Worker" : "Workers"} ${event.slots.join(", ")} ${event.how}.`;
}

/** Truncates to one column less than the width: a line that the terminal wraps cannot be cleared. */
function fit(text: string, columns: number): string {
  if (stringWidth(text) < columns) return text;
  if (columns <= 2) return "";
  const [first = ""] = wrapAnsi(text, columns - 2, { hard: true, wordWrap: false, trim: false }).split("\n");
  return `${first}…`;
}
