// The page of the tap: what its clients do now and did before, or what they have done when it has ended.
import { formatInstant } from "@fairhare/core";
import { measuredWords, observedWords } from "@fairhare/observe";
import type { ComponentChildren } from "preact";
import type { TapEnd, TapPageState } from "../../tap/tap-state.ts";
import { ThemeButton, useColours } from "../theme.tsx";
import { Connections } from "./connections.tsx";
import { Consumers } from "./consumers.tsx";
import { Publishers } from "./publishers.tsx";
import { Queues } from "./queues.tsx";
import { TapCounts } from "./tap-counts.tsx";
import { TapFindings } from "./tap-findings.tsx";
import { TapLedger } from "./tap-ledger.tsx";
import { TapRates } from "./tap-rates.tsx";

interface TapPageProps {
  readonly state: TapPageState;
  /** Below the title. */
  readonly children?: ComponentChildren;
}

export function TapPage({ state, children }: TapPageProps): ComponentChildren {
  // Everything is drawn again in other colours.
  useColours();
  const { uri, listen, startedAt, fairhare, view, end, sentence } = state;
  return (
    <>
      <header>
        <div class="title">
          <h1>Clients of {uri}</h1>
          <ThemeButton />
        </div>
        <p class="note">
          Through the tap at {listen}
          {view.broker !== "" && `, ${view.broker}`}; {end === null ? "since" : "from"} {formatInstant(startedAt)},{" "}
          {end === null ? "" : "for "}
          {observedWords(view.observedMs)}
        </p>
        {children}
      </header>
      <main>
        {end !== null && <Thresholds end={end} />}
        {view.connections.opened === 0 ? (
          <p role="status">No client has connected yet. Let the clients connect to {listen} instead of the broker.</p>
        ) : (
          <p class="lead">{sentence}</p>
        )}
        <TapCounts state={state} />
        <TapFindings findings={state.findings} isEnded={end !== null} />
        <TapRates rates={state.rates} observedMs={view.observedMs} />
        <Queues queues={state.queues} observedMs={view.observedMs} />
        <Consumers consumers={state.consumers} lanes={state.lanes} isEnded={end !== null} />
        <Publishers publishers={state.publishers} isEnded={end !== null} />
        <Connections state={state} />
        <TapLedger view={view} queues={state.queues} />
      </main>
      <footer class="note">Fairhare {fairhare}</footer>
    </>
  );
}

function Thresholds({ end: { thresholds } }: { readonly end: TapEnd }): ComponentChildren {
  if (thresholds.length === 0) return null;
  return (
    <ul class="plain" aria-label="Thresholds">
      {thresholds.map(({ expression, ok, actual }) => (
        <li class={ok ? "good" : "bad"}>
          {ok ? "✓" : "✗"} <code>{expression}</code> ({measuredWords(actual)})
        </li>
      ))}
    </ul>
  );
}
