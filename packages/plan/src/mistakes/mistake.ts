// The mistakes in a plan, each with its place and a hint; collected, then thrown as one error.
import { FairhareError } from "@fairhare/core";

export interface Mistake {
  /** Where the mistake is: `--workers 0`, `FAIRHARE_WORKERS=0`, `plan.json: workers[1]`, `costs.txt:17`. */
  readonly place: string;
  /** The error and a hint, in one or two sentences. */
  readonly message: string;
}

/** The plan is invalid. Lists all its mistakes, so that the user can correct them at once. */
export class InvalidPlanError extends FairhareError {
  readonly code = "INVALID_PLAN";
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super(describe(mistakes));
    this.mistakes = mistakes;
  }
}

function describe(mistakes: readonly Mistake[]): string {
  const count = mistakes.length === 1 ? "1 error" : `${mistakes.length} errors`;
  const list = mistakes.slice(0, LISTED_MISTAKES).map(({ place, message }) => `  ${place}\n      ${message}`);
  const rest = mistakes.length - list.length;
  const more = rest > 0 ? ["", `  … and ${rest} more.`] : [];
  return [`Invalid plan: ${count}. Nothing was started.`, "", ...list, ...more].join("\n");
}

/** In characters; a user may give a value of any length. */
const LONGEST_PLACE = 160;
const LONGEST_MESSAGE = 1_000;
const LISTED_MISTAKES = 50;

/** Keeps the beginning and the end. */
function abridge(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = Math.floor(longest / 4);
  return `${text.slice(0, longest - end)} … ${text.slice(-end)}`;
}

interface IdleSetting {
  readonly given: object;
  /** Number of trials in which the setting has no effect. */
  readonly trials: number;
}

/** Collects mistakes and warnings while a plan is parsed; removes duplicates, e.g. of several trials. */
export class PlanProblems {
  readonly #mistakes = new Map<string, Mistake>();
  readonly #warnings = new Set<string>();
  readonly #idle = new Map<string, IdleSetting>();
  readonly #trialsWith = new Map<object, number>();

  mistake(place: string, message: string): void {
    const mistake = { place: abridge(place, LONGEST_PLACE), message: abridge(message, LONGEST_MESSAGE) };
    this.#mistakes.set(`${mistake.place}\n${mistake.message}`, mistake);
  }

  warning(message: string): void {
    this.#warnings.add(message);
  }

  /** A trial with these settings is about to be checked. */
  beginTrial(settings: readonly object[]): void {
    for (const given of settings) this.#trialsWith.set(given, (this.#trialsWith.get(given) ?? 0) + 1);
  }

  /** This setting changes nothing in the current trial: a warning if that holds for all trials that have it. */
  withoutEffect(given: object, message: string): void {
    const trials = this.#idle.get(message)?.trials ?? 0;
    this.#idle.set(message, { given, trials: trials + 1 });
  }

  get warnings(): string[] {
    const idle = [...this.#idle].filter(([, { given, trials }]) => trials >= (this.#trialsWith.get(given) ?? 0));
    return [...this.#warnings, ...idle.map(([message]) => message)];
  }

  /** @throws InvalidPlanError when there is any mistake. */
  throwIfAny(): void {
    if (this.#mistakes.size > 0) throw new InvalidPlanError([...this.#mistakes.values()]);
  }
}
