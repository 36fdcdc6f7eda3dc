import { Observer } from "@fairhare/observe";
import { expect, it } from "vitest";
import { openChannel } from "../terminal/terminal.ts";
import { Screen } from "../testing/screen.ts";
import { showTap } from "./tap-display.ts";

/** A tap whose time and timers the test moves. */
function display(isTTY: boolean) {
  const screen = new Screen(120);
  const channel = openChannel(
    { isTTY, columns: 120, rows: 30, on: () => undefined, write: screen.write },
    { NO_COLOR: "1" },
  );
  const observer = new Observer(0);
  const timers: { readonly milliseconds: number; readonly act: () => void }[] = [];
  let seconds = 0;
  const shown = showTap(channel, {
    view: () => observer.view(seconds * 1e9),
    every: (milliseconds, act) => {
      timers.push({ milliseconds, act });
      return () => timers.splice(0);
    },
  });
  const tick = (): void => {
    for (const { milliseconds, act } of timers) {
      seconds += milliseconds / 1_000;
      act();
    }
  };
  return { screen, shown, tick };
}

it("on a terminal, one table is drawn again every second, and is gone at the end", () => {
  const { screen, shown, tick } = display(true);
  expect(screen.lines).toEqual([expect.stringMatching(/^0 s · 0 connections/)]);
  tick();
  tick();
  expect(screen.lines).toEqual([expect.stringMatching(/^2 s · 0 connections · published 0 \(0\/s\)/)]);
  expect(screen.isCursorShown).toBe(false);
  shown.end();
  tick();
  expect(screen.lines).toEqual([]);
  expect(screen.isCursorShown).toBe(true);
});

it("elsewhere, a line appears every 10 seconds, and stays", () => {
  const { screen, shown, tick } = display(false);
  expect(screen.lines).toEqual([]);
  tick();
  tick();
  shown.end();
  tick();
  expect(screen.lines).toEqual([
    expect.stringMatching(/^10 s · 0 connections · published 0 · /),
    expect.stringMatching(/^20 s · 0 connections · published 0 \(0\/s\)/),
  ]);
});
