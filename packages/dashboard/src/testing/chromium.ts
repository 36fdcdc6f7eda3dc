// Headless Chromium for tests of the page: Debian's, or the one that FAIRHARE_CHROMIUM names.
import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** Without these, Chromium contacts its vendor at every start. `--no-sandbox`: tests may run as root. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const executable = [process.env["FAIRHARE_CHROMIUM"], ...PATHS].find((path) => path !== undefined && existsSync(path));

export const hasChromium = executable !== undefined;

if (!hasChromium)
  console.warn(
    "SKIPPED: the tests of the page need Chromium, and none was found. Install it (Debian: apt-get install chromium), or set FAIRHARE_CHROMIUM to its path.",
  );

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: executable ?? "", args: ARGUMENTS });

export interface OpenedPage {
  readonly page: Page;
  /** Console errors, uncaught errors, dialogs, and requests to anything but the page and its server. */
  readonly problems: string[];
}

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const page = await browser.newPage(options);
  const problems: string[] = [];
  const { origin, protocol } = new URL(url);
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const target = new URL(request.url());
    const isOwn = protocol === "file:" ? request.url() === url : target.origin === origin;
    if (!isOwn && target.protocol !== "data:") problems.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, problems };
}
