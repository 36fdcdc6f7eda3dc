// Progress as a live display: follows the history of the current run, and draws it a few times per second. Reads what the
// processes have written instead of asking them, so that it does not slow them down.
import type { Observer, ProgressEvent } from "@fairhare/orchestrator";
import type { LiveView, RunFollower } from "@fairhare/store";
import type { TrialSettings } from "@fairhare/workload";
import { cut, wrap } from "../../terminal/fit.ts";
import { LiveArea } from "../../terminal/live-area.ts";
import type { Channel } from "../../terminal/terminal.ts";
import { displayLines, lanesOf } from "./display-lines.ts";
import { forecastExperiment, forecastRun, leastOf } from "./forecast.ts";
import { eventSentence, type Progress } from "./port.ts";

/** Milliseconds between two drawings; a reader cannot follow more. */
const REDRAW_MS = 250;

type Follower = Pick<RunFollower, "poll" | "view" | "latestAt" | typeof Symbol.dispose>;

export interface LivePorts {
  /** Milliseconds on the clock of the history. */
  readonly now: () => number;
  readonly follow: (path: string, settings: TrialSettings) => Follower;
  /** Calls `act` repeatedly; returns the function that stops it. */
  readonly every: (milliseconds: number, act: () => void) => () => void;
}

type RunBegan = ProgressEvent & { readonly type: "run-began" };

/** Nanoseconds. Longer silence means that the history was written by another machine, before a reboot, or long ago. */
const SILENCE = 60e9;

/** The run that is shown. */
interface Shown {
  readonly event: RunBegan;
  readonly follower: Follower;
  readonly beganAt: number;
  readonly least: readonly number[];
  /** The run has ended, or its history cannot be read any more: the view stays as it is. */
  frozen: { readonly view: LiveView; readonly now: number } | undefined;
}

export function createLiveProgress(channel: Channel, { now, follow, every }: LivePorts): Progress {
  const area = new LiveArea(channel);
  let shown: Shown | undefined;
  let experimentBeganAt = 0;
  let waiting = "";
  let stop: (() => void) | undefined;

  const draw = (): void => {
    const columns = channel.columns();
    if (shown === undefined) {
      area.draw(waiting === "" ? [] : [channel.style.quiet(cut(waiting, columns - 1))]);
      return;
    }
    area.draw(displayLines(stateOf(shown, lanesOf({ columns })), { columns, style: channel.style }));
  };
  const stateOf = (run: Shown, lanes: number) => {
    const { event, beganAt, least } = run;
    const { view, now: at } = run.frozen ?? read(run, lanes);
    const { settings, id: trial } = event.trial;
    const { index, total, warmup } = event;
    const forecast = forecastRun(settings, view, { least: least[index - 1] ?? 0, now: at });
    const before = (beganAt - experimentBeganAt) / 1e3;
    const elapsed = (now() - beganAt) / 1e3;
    const experiment = forecastExperiment(forecast, { least, index, before, elapsed });
    return { index, total, trial, warmup, settings, view, now: at, run: forecast, experiment };
  };
  const read = (run: Shown, lanes: number) => {
    const { follower } = run;
    try {
      follower.poll();
    } catch {
      // A display must not end a run: the measurement goes on without it.
      const at = now() * 1e6;
      run.frozen = { view: follower.view(at, lanes), now: at };
    }
    return run.frozen ?? viewOf(follower, now() * 1e6, lanes);
  };
  const start = (): void => {
    stop ??= every(REDRAW_MS, draw);
    draw();
  };
  const release = (): void => {
    if (shown === undefined || shown.frozen !== undefined) return;
    shown.frozen = read(shown, lanesOf({ columns: channel.columns() }));
    shown.follower[Symbol.dispose]();
  };
  const print = (sentence: string, style = (text: string): string => text): void =>
    area.print(wrap(sentence, channel.columns() - 1).map(style));
  const leave = (): void => {
    stop?.();
    stop = undefined;
    release();
    shown = undefined;
    waiting = "";
  };

  const observe: Observer = (event) => {
    const sentence = eventSentence(event);
    if (sentence !== undefined) print(sentence, channel.style.doubtful);
    if (event.type === "run-ended") release();
    if (event.type !== "run-began") return;
    release();
    const { trial, directory, index, schedule } = event;
    const beganAt = now();
    const isFirst = index === 1 || shown === undefined;
    const least = isFirst || shown === undefined ? leastOf(schedule) : shown.least;
    // `watch` may attach later; the time before is then unknown.
    if (isFirst) experimentBeganAt = beganAt - 1e3 * least.slice(0, index - 1).reduce((sum, each) => sum + each, 0);
    shown = { event, follower: follow(directory, trial.settings), beganAt, least, frozen: undefined };
    start();
  };

  return {
    observe,
    notice: print,
    wait: (sentence) => {
      waiting = sentence;
      // Between two experiments, as `claims` runs them.
      if (shown?.frozen !== undefined) shown = undefined;
      start();
    },
    end: () => {
      leave();
      area.clear();
    },
    keep: () => {
      draw();
      leave();
      area.keep();
    },
  };
}

/** A run that has ended is shown at the time of its last record. */
function viewOf(follower: Follower, now: number, lanes: number): { readonly view: LiveView; readonly now: number } {
  const { latestAt } = follower;
  const isSilent = latestAt > now || now - latestAt > SILENCE;
  const at = latestAt > 0 && isSilent ? latestAt : now;
  const view = follower.view(at, lanes);
  if (view.phase !== "ended" || latestAt === at) return { view, now: at };
  return { view: follower.view(latestAt, lanes), now: latestAt };
}
