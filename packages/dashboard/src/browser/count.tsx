// A number with its name, in a list of them.
import { formatCount } from "@fairhare/core";
import type { ComponentChildren } from "preact";

interface CountProps {
  readonly name: string;
  readonly value: number;
  /** What it approaches. */
  readonly of?: number | null;
  /** A word on the number, such as its rate. */
  readonly note?: string;
}

export const Count = ({ name, value, of = null, note = "" }: CountProps): ComponentChildren => (
  <div>
    <dt>{name}</dt>
    <dd>
      {formatCount(value)}
      {of !== null && <span class="note"> of {formatCount(of)}</span>}
      {note !== "" && <span class="note"> {note}</span>}
    </dd>
  </div>
);
