// Shows the tap while it runs: a live table on a terminal, a plain line every few seconds elsewhere.
import type { TapView } from "@fairhare/observe";
import { LiveArea } from "../terminal/live-area.ts";
import type { Channel } from "../terminal/terminal.ts";
import { ratesBetween } from "./rates.ts";
import { statusLine, tapLines } from "./tap-lines.ts";

const REDRAW_MS = 1_000;
const LOG_MS = 10_000;

export interface TapDisplay {
  /** Removes the live table. */
  end(): void;
}

export interface DisplayPorts {
  readonly view: () => TapView;
  /** Calls `act` repeatedly; returns the function that stops it. */
  readonly every: (milliseconds: number, act: () => void) => () => void;
}

export function showTap(channel: Channel, { view, every }: DisplayPorts): TapDisplay {
  let before: TapView | undefined;
  const area = channel.canRedraw ? new LiveArea(channel) : undefined;
  const show = (): void => {
    const now = view();
    // A view of very many consumers is taken less often.
    if (now === before) return;
    if (area === undefined) channel.line(statusLine(now, ratesBetween(before, now)));
    else area.draw(tapLines(now, before, { columns: channel.columns(), rows: channel.rows(), style: channel.style }));
    before = now;
  };
  const stop = every(area === undefined ? LOG_MS : REDRAW_MS, show);
  if (area !== undefined) show();
  return {
    end: () => {
      stop();
      area?.clear();
    },
  };
}
