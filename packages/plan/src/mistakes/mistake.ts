// What can be wrong with a plan: every mistake with its place and the mend, gathered and thrown as one error.
import { FairhareError } from "@fairhare/core";

export interface Mistake {
  /** Where it stands, as the user wrote it: `--workers 0`, `FAIRHARE_WORKERS=0`, `plan.json: workers[1]`, `costs.txt:17`. */
  readonly place: string;
  /** One or two sentences: what is wrong, and what to write instead. */
  readonly message: string;
}

/** The plan cannot be run; carries all its mistakes, so that they can be mended in one go. */
export class InvalidPlanError extends FairhareError {
  readonly code = "INVALID_PLAN";
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super(describe(mistakes));
    this.mistakes = mistakes;
  }
}

function describe(mistakes: readonly Mistake[]): string {
  const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
  const list = mistakes.slice(0, LISTED_MISTAKES).map(({ place, message }) => `  ${place}\n      ${message}`);
  const rest = mistakes.length - list.length;
  const more = rest > 0 ? ["", `  … and ${rest} more.`] : [];
  return [`${count} in the plan; nothing was started.`, "", ...list, ...more].join("\n");
}

/** Both say enough, and a value of a million characters helps nobody. */
const LONGEST_PLACE = 160;
const LONGEST_MESSAGE = 1_000;
const LISTED_MISTAKES = 50;

/** The middle is left out. */
function abridge(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = Math.floor(longest / 4);
  return `${text.slice(0, longest - end)} … ${text.slice(-end)}`;
}

/** Collects mistakes and warnings while a plan is read; the same one about several trials counts once. */
export class Findings {
  readonly #mistakes = new Map<string, Mistake>();
  readonly #warnings = new Set<string>();

  mistake(place: string, message: string): void {
    const mistake = { place: abridge(place, LONGEST_PLACE), message: abridge(message, LONGEST_MESSAGE) };
    this.#mistakes.set(`${mistake.place}\n${mistake.message}`, mistake);
  }

  warning(message: string): void {
    this.#warnings.add(message);
  }

  get warnings(): string[] {
    return [...this.#warnings];
  }

  /** @throws InvalidPlanError when there is any mistake. */
  throwIfAny(): void {
    if (this.#mistakes.size > 0) throw new InvalidPlanError([...this.#mistakes.values()]);
  }
}
