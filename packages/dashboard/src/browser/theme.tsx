// Dark and light: as the system says, until the reader chooses. The charts read their colours from the style sheet.
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
