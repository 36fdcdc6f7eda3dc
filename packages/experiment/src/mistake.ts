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
  const list = mistakes.map(({ place, message }) => `  ${place}\n      ${message}`);
  return [`${count} in the plan; nothing was started.`, "", ...list].join("\n");
}

/** Collects mistakes and warnings while a plan is read; the same one about several trials counts once. */
export class Findings {
  readonly #mistakes = new Map<string, Mistake>();
  readonly #warnings = new Set<string>();

  mistake(place: string, message: string): void {
    this.#mistakes.set(`${place}\n${message}`, { place, message });
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
