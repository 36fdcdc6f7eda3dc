// The connections through the tap, errors of the broker, and what happened to consumers.
import { errorSentences, type TapView } from "@fairhare/observe";
import type { ComponentChildren } from "preact";
import type { TapPageState } from "../../tap/tap-state.ts";
import { Count } from "../count.tsx";
import { Section } from "../section.tsx";
import { elapsedText } from "./time-window.ts";

/** The names of the counts that are worth a word only if they are not 0. */
const TROUBLES: readonly (readonly [keyof TapView["connections"], string])[] = [
  ["cut", "broke"],
  ["unread", "not readable"],
  ["unreachable", "found no broker"],
];

export function Connections({ state: { view, events, end } }: { readonly state: TapPageState }): ComponentChildren {
  const { connections } = view;
  const errors = errorSentences(view);
  return (
    <Section id="connections" title="Connections">
      <dl class="counts">
        {end === null && <Count name="open" value={connections.open} />}
        <Count name="opened" value={connections.opened} />
        <Count name="most at a time" value={connections.peak} />
        {TROUBLES.map(([name, word]) => connections[name] > 0 && <Count name={word} value={connections[name]} />)}
      </dl>
      {errors.length > 0 && (
        <>
          <h3>Errors</h3>
          <ul>
            {errors.map((text) => (
              <li>{text}</li>
            ))}
          </ul>
        </>
      )}
      <h3>Events</h3>
      {events.length === 0 ? (
        <p class="note">No consumer has ended unexpectedly, and the broker has sent no error.</p>
      ) : (
        <ol class="events" aria-live="polite">
          {events.map(({ atMs, text }) => (
            <li>
              <span class="note">{elapsedText(atMs)}:</span> {text}
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
