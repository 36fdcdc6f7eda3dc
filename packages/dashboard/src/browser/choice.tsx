// A labelled drop-down list of named values.
import type { ComponentChildren } from "preact";

interface ChoiceProps<T> {
  readonly label: string;
  readonly options: readonly T[];
  readonly value: T;
  readonly nameOf: (option: T) => string;
  readonly onChoose: (option: T) => void;
}

export const Choice = <T,>({ label, options, value, nameOf, onChoose }: ChoiceProps<T>): ComponentChildren => (
  <label class="choice">
    {label}{" "}
    <select
      value={String(options.indexOf(value))}
      onChange={(event) => {
        const chosen = options[Number(event.currentTarget.value)];
        if (chosen !== undefined) onChoose(chosen);
      }}
    >
      {options.map((option, index) => (
        <option value={String(index)}>{nameOf(option)}</option>
      ))}
    </select>
  </label>
);
