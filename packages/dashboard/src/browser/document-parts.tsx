// What every page of a document has: its title with the choice of colours, and the environment with the command.
import type { TableModel } from "@fairhare/report";
import type { ComponentChildren } from "preact";
import { DataTable } from "./data-table.tsx";
import { Section } from "./section.tsx";
import { ThemeButton } from "./theme.tsx";

export function DocumentHeader({
  title,
  about,
}: {
  readonly title: string;
  readonly about: string;
}): ComponentChildren {
  return (
    <header>
      <div class="title">
        <h1>{title}</h1>
        <ThemeButton />
      </div>
      <p class="note">{about}</p>
    </header>
  );
}

export function EnvironmentSection({
  environment,
  command,
}: {
  readonly environment: TableModel;
  readonly command: string;
}): ComponentChildren {
  return (
    <Section id="environment" title="Environment">
      <DataTable model={environment} label="Table of the environment" />
      <h3>Run it again</h3>
      <pre tabIndex={0}>{command}</pre>
    </Section>
  );
}
