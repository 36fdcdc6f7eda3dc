// A browser that opens pages as a user opens a report: as a file. Disposal closes it and removes the file.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { launchChromium, openPage } from "./chromium.ts";

type PageOptions = Parameters<typeof openPage>[2];

export class PageFile implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #directory = mkdtempSync(join(tmpdir(), "fairhare-page-"));

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async launch(): Promise<PageFile> {
    return new PageFile(await launchChromium());
  }

  open(html: string, options: PageOptions = {}): ReturnType<typeof openPage> {
    const file = join(this.#directory, "report.html");
    writeFileSync(file, html);
    return openPage(this.#browser, pathToFileURL(file).href, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    rmSync(this.#directory, { recursive: true });
  }
}
