// A table of the report as HTML. It scrolls sideways within its own frame, which the keyboard reaches.
import type { TableModel } from "@fairhare/report";
import type { ComponentChildren } from "preact";

export const DataTable = ({
  model,
  label,
}: {
  readonly model: TableModel;
  readonly label: string;
}): ComponentChildren => (
  <div class="scroll" role="region" aria-label={label} tabIndex={0}>
    <table>
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
              <td class={model.align[column]}>{text}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
