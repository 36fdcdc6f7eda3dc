// A table of the report as HTML. It scrolls sideways within its own frame, which the keyboard reaches.
import type { TableModel } from "@fairhare/report";
import type { ComponentChildren } from "preact";

/** Characters; a shorter cell does not break into lines. */
const SHORT = 40;

export const DataTable = ({
  model,
  label,
  isProse = false,
}: {
  readonly model: TableModel;
  readonly label: string;
  /** The cells are sentences, which break. */
  readonly isProse?: boolean;
}): ComponentChildren => (
  <div class="scroll" role="region" aria-label={label} tabIndex={0}>
    <table class={isProse ? "prose" : ""}>
      <thead>
        <tr>
          {model.head.map((text, column) =>
            text === "" ? (
              <td />
            ) : (
              <th scope="col" class={model.align[column]}>
                {text}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {model.rows.map((cells) => (
          <tr>
            {cells.map((text, column) => (
              <td class={isProse || text.length > SHORT ? model.align[column] : `${model.align[column]} short`}>
                {text}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
