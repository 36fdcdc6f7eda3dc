// The live page of the tap: its state for the open pages, once per second, and the report at the end.
import type { TapHistory, TapResults, TapView } from "@fairhare/observe";
import { printableResults } from "@fairhare/report";
import { type PageAddress, PageServer } from "../live/page-server.ts";
import { renderLiveTapPage } from "../page.ts";
import { endedTapState, type LiveRates, type TapIdentity, type TapPageState, tapState } from "./tap-state.ts";

export interface TapPage extends AsyncDisposable {
  /** Where this machine opens it. */
  readonly address: string;
  /** It can be opened from other machines. */
  readonly isPublic: boolean;
  /** Once per second, after the history has the view. */
  update(view: TapView, rates: LiveRates): void;
  /** `report`: the directory of report.html. */
  end(results: TapResults, report: string | undefined): Promise<void>;
}

export interface TapPageOptions extends PageAddress {
  readonly identity: () => TapIdentity;
  readonly history: TapHistory;
  readonly view: () => TapView;
}

/** @throws PortUnavailableError */
export async function openTapPage({ identity, history, view, ...address }: TapPageOptions): Promise<TapPage> {
  const stateOf = (seen: TapView, rates?: LiveRates): TapPageState =>
    printableResults(tapState(identity(), seen, history, rates === undefined ? {} : { rates }));
  const server = await PageServer.open(
    { html: renderLiveTapPage(identity().uri), state: () => stateOf(view()) },
    address,
  );
  return {
    address: server.address,
    isPublic: server.isPublic,
    update: (seen, rates) => {
      if (server.readers > 0) server.send(stateOf(seen, rates));
    },
    end: (results, report) => server.end({ state: endedPageState(results, history), report }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** Also what report.html has. */
export const endedPageState = (results: TapResults, history: TapHistory): TapPageState =>
  printableResults(endedTapState(results, history));
