// The live page of a run: collects the progress events, and sends their state to the open pages, and the results at the end.
import type { Observer } from "@fairhare/orchestrator";
import { printableResults } from "@fairhare/report";
import type { Results } from "@fairhare/results";
import { RunFollower } from "@fairhare/store";
import { renderLivePage } from "../page.ts";
import { FleetWatch, type Follow } from "./live-fleet.ts";
import { advance, healed, initialState } from "./live-state.ts";
import type { LiveFleet, LiveUpdate } from "./live-update.ts";
import { type PageAddress, PageServer } from "./page-server.ts";

/** Milliseconds between updates; at most five a second reach a browser, whatever the load. */
const UPDATE_MS = 200;

export interface LivePage extends AsyncDisposable {
  /** Where this machine opens it. */
  readonly address: string;
  /** It can be opened from other machines. */
  readonly isPublic: boolean;
  readonly observe: Observer;
  /** Sends the results to every open page. `report`: where report.html is. */
  end(results: Results, report: string | undefined): Promise<void>;
}

export interface LivePageOptions extends PageAddress {
  readonly title: string;
  /** Reads the history of a run while it grows. */
  readonly follow?: Follow;
}

const followFiles: Follow = (directory, settings) => new RunFollower(directory, settings);

/** @throws PortUnavailableError */
export async function openLivePage({ title, follow = followFiles, ...address }: LivePageOptions): Promise<LivePage> {
  let state = initialState(title);
  let isChanged = false;
  const watch = new FleetWatch(follow);
  let fleet: LiveFleet | null = null;
  const update = (): LiveUpdate => ({ state, fleet });

  const readHistory = (): void => {
    const reading = watch.read(nanosecondsNow());
    if (reading === null) return;
    fleet = reading.fleet;
    state = healed(state, reading.faults, reading.faultCount);
  };

  const server = await PageServer.open({ html: renderLivePage(title), state: update }, address);
  const timer = setInterval(() => {
    if (!isChanged || server.readers === 0) return;
    isChanged = false;
    readHistory();
    server.send(update());
  }, UPDATE_MS);
  timer.unref();

  return {
    address: server.address,
    isPublic: server.isPublic,
    observe: (event) => {
      state = advance(state, event);
      isChanged = true;
      if (event.type === "run-began") {
        fleet = null;
        watch.begin(event.directory, event.trial.settings);
      } else if (event.type === "run-ended") {
        if (server.readers > 0) readHistory();
        watch[Symbol.dispose]();
      }
    },
    end: async (results, report) => {
      clearInterval(timer);
      await server.end({ results: printableResults(results), report });
    },
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      watch[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The clock of the history. */
const nanosecondsNow = (): number => Number(process.hrtime.bigint());
