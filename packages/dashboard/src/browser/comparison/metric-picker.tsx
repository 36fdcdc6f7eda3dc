// The choice of the metrics in the comparison table.
import type { Metric } from "@fairhare/report";
import type { ComponentChildren } from "preact";
import { Folded } from "../section.tsx";

interface MetricPickerProps {
  readonly metrics: readonly Metric[];
  /** Paths. */
  readonly chosen: readonly string[];
  readonly onChoose: (paths: string[]) => void;
}

export const MetricPicker = ({ metrics, chosen, onChoose }: MetricPickerProps): ComponentChildren => (
  <Folded summary={`Metrics: ${chosen.length} of ${metrics.length} shown`}>
    <fieldset class="picker">
      <legend>Columns of the table</legend>
      {metrics.map(({ path, head }) => (
        <label>
          <input
            type="checkbox"
            checked={chosen.includes(path)}
            onChange={({ currentTarget: { checked } }) =>
              onChoose(checked ? [...chosen, path] : chosen.filter((other) => other !== path))
            }
          />{" "}
          {head}
        </label>
      ))}
    </fieldset>
  </Folded>
);
