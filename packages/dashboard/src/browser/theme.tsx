// Dark and light: as the system says, until the reader chooses. The charts read their colours from the style sheet.
import { seriesColour } from "@fairhare/report";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

type Theme = "dark" | "light";

const systemTheme = (): MediaQueryList => matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

/** Counts changes of the colours, so that a canvas is drawn again. */
export function useColours(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const changed = (): void => setVersion((count) => count + 1);
    const system = systemTheme();
    listeners.add(changed);
    system.addEventListener("change", changed);
    return () => {
      listeners.delete(changed);
      system.removeEventListener("change", changed);
    };
  }, []);
  return version;
}

/** The value of a custom property of the style sheet, such as `--ink`. */
export const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The palette of the reports; lighter on a dark page, where most of its colours would be too dim. */
export function lineColour(index: number): string {
  const hex = seriesColour(index);
  return isDark() ? lighter(hex) : hex;
}

const isDark = (): boolean =>
  (document.documentElement.dataset["theme"] ?? (systemTheme().matches ? "dark" : "")) === "dark";

/** Share of white that is mixed in. */
const WHITE = 0.42;

/** Of `#rrggbb`. */
function lighter(hex: string): string {
  const parts = [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
  return `#${parts
    .map((part) =>
      Math.round(part + (255 - part) * WHITE)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

export function ThemeButton(): ComponentChildren {
  const [theme, setTheme] = useState<Theme>(systemTheme().matches ? "dark" : "light");
  const next: Theme = theme === "dark" ? "light" : "dark";
  const choose = (): void => {
    document.documentElement.dataset["theme"] = next;
    setTheme(next);
    for (const listener of listeners) listener();
  };
  return (
    <button type="button" class="theme" onClick={choose}>
      {next === "dark" ? "Dark colours" : "Light colours"}
    </button>
  );
}
