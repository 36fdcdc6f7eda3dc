// The page of a run while it is measured: its state as the server sends it, then the report when the run has ended.
import type { Results } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import type { LiveUpdate } from "../../live/live-update.ts";
import { ReportPage } from "../report-page.tsx";
import { ThemeButton, useColours } from "../theme.tsx";
import { FinishedRuns } from "./finished-runs.tsx";
import { RunningRun } from "./running-run.tsx";
import { useServerEvents } from "./server-events.ts";
import { TrialList } from "./trial-list.tsx";

interface Ended {
  readonly results: Results;
  readonly report?: string;
}

export function LivePage({ title }: { readonly title: string }): ComponentChildren {
  const { state: update, ended, isLost } = useServerEvents<LiveUpdate, Ended>();
  const { state, fleet } = update ?? { state: { title, run: null, finished: [] }, fleet: null };
  useColours();
  if (ended !== null)
    return (
      <>
        <p class="banner" role="status">
          The run has ended, and Fairhare with it: do not reload this page.
          {ended.report !== undefined && (
            <>
              {" "}
              The same page is <code>report.html</code> in <code>{ended.report}</code>.
            </>
          )}
        </p>
        <ReportPage results={ended.results} />
      </>
    );
  return (
    <>
      <header>
        <div class="title">
          <h1>{state.title}</h1>
          <ThemeButton />
        </div>
        {isLost && <LostConnection />}
      </header>
      <main>
        {state.run === null ? (
          <p role="status">The broker starts; no run has begun.</p>
        ) : (
          <>
            <RunningRun run={state.run} fleet={fleet} />
            <TrialList schedule={state.run.schedule} />
          </>
        )}
        <FinishedRuns finished={state.finished} />
      </main>
    </>
  );
}

export const LostConnection = (): ComponentChildren => (
  <p class="banner bad" role="alert">
    No connection to Fairhare: it has ended or was stopped. The numbers below are the last ones it sent.
  </p>
);
