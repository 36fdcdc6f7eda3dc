// The connections that publish, those that are open first.
import { counted } from "@fairhare/core";
import { publisherTable } from "@fairhare/observe";
import type { ComponentChildren } from "preact";
import type { Listed, PublisherEntry } from "../../tap/tap-state.ts";
import { DataTable } from "../data-table.tsx";
import { Section } from "../section.tsx";

interface PublishersProps {
  readonly publishers: Listed<PublisherEntry>;
  readonly isEnded: boolean;
}

export function Publishers({ publishers: { rows, hidden }, isEnded }: PublishersProps): ComponentChildren {
  if (rows.length + hidden === 0) return null;
  const rates = new Map(rows.map(({ row, perSecond }) => [row, perSecond]));
  const models = rows.map(({ row }) => row);
  return (
    <Section id="publishers" title="Publishers">
      <DataTable
        model={isEnded ? publisherTable(models) : publisherTable(models, (row) => rates.get(row) ?? null)}
        label="Table of the publishers"
      />
      {hidden > 0 && <p class="note">{counted(hidden, "more publisher")} not listed.</p>}
    </Section>
  );
}
