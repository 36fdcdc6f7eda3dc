// The page of the tap while it runs, then its report.
import type { ComponentChildren } from "preact";
import type { TapPageState } from "../../tap/tap-state.ts";
import { LostConnection } from "../live/live-page.tsx";
import { useServerEvents } from "../live/server-events.ts";
import { TapPage } from "./tap-page.tsx";

interface Ended {
  readonly state: TapPageState;
  /** The directory of the report. */
  readonly report?: string;
}

export function LiveTapPage({ uri }: { readonly uri: string }): ComponentChildren {
  const { state, ended, isLost } = useServerEvents<TapPageState, Ended>();
  if (ended !== null)
    return (
      <>
        <p class="banner" role="status">
          The tap has ended, and its connections with it: do not reload this page.
          {ended.report !== undefined && (
            <>
              {" "}
              The same page is <code>report.html</code> in <code>{ended.report}</code>.
            </>
          )}
        </p>
        <TapPage state={ended.state} />
      </>
    );
  if (state !== null) return <TapPage state={state}>{isLost && <LostConnection />}</TapPage>;
  return isLost ? <LostConnection /> : <p role="status">Waiting for the tap in front of {uri}.</p>;
}
