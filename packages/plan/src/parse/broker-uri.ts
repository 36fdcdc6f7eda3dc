// Puts the TLS options into the URI of the broker, so that every process has them with the URI; paths become absolute.
import { type AmqpTls, formatAmqpUri, parseAmqpUri, parseAmqpUris, splitUris } from "@fairhare/core";
import { type Cell, type Given, Source } from "../options/given.ts";
import type { PlanProblems } from "../mistakes/mistake.ts";
import { refuse } from "../rules/rule.ts";

/** Port to the files of TLS. */
export interface TlsFiles {
  /**
   * The absolute path of a PEM file. `beside` is the experiment file that names it: the path is relative to it.
   * @throws Error whose message is a sentence for the user, if it is not a readable PEM file.
   */
  resolveTlsFile?(file: string, beside?: string): string;
}

/** Null without a URI. Reports TLS options that contradict each other or the URI. */
export function brokerUriOf(
  cell: Cell,
  fileName: string | undefined,
  files: TlsFiles,
  problems: PlanProblems,
): string | null {
  const { uri, tlsCa, tlsCert, tlsKey, tlsServername } = cell;
  checkTogether(cell, problems);
  if (uri === undefined) return null;
  const resolver = new Resolver(fileName, files, problems);
  const fromOptions: AmqpTls = {
    caFile: resolver.option(tlsCa),
    certFile: resolver.option(tlsCert),
    keyFile: resolver.option(tlsKey),
    serverName: tlsServername?.value ?? null,
  };
  const hasOptions = Object.values(fromOptions).some((value) => value !== null);
  return splitUris(uri.value)
    .map((text) => {
      const parts = parseAmqpUri(text).uri;
      if (parts === undefined || parts.scheme === "amqp" || (parts.tls === null && !hasOptions)) return text;
      const { tls } = parts;
      return formatAmqpUri({
        ...parts,
        tls: {
          caFile: fromOptions.caFile ?? resolver.path(tls?.caFile, uri),
          certFile: fromOptions.certFile ?? resolver.path(tls?.certFile, uri),
          keyFile: fromOptions.keyFile ?? resolver.path(tls?.keyFile, uri),
          serverName: fromOptions.serverName ?? tls?.serverName ?? null,
        },
      });
    })
    .join(",");
}

function checkTogether({ uri, tlsCa, tlsCert, tlsKey, tlsServername }: Cell, problems: PlanProblems): void {
  const options = [tlsCa, tlsCert, tlsKey, tlsServername].filter((option) => option !== undefined);
  if (options.length === 0) return;
  if (uri === undefined)
    refuse(problems, options, "TLS needs the URI of a running broker. Set --uri amqps://… or AMQP_URL, or remove it.");
  else if (parseAmqpUris(uri.value).uris?.every(({ scheme }) => scheme === "amqp"))
    refuse(problems, [...options, uri], "An amqp:// URI does not use TLS. Use amqps://, or remove the TLS options.");
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    refuse(
      problems,
      [tlsCert, tlsKey],
      "A client certificate and its key need each other. Set both --tls-cert and --tls-key.",
    );
}

class Resolver {
  readonly #fileName: string | undefined;
  readonly #files: TlsFiles;
  readonly #problems: PlanProblems;

  constructor(fileName: string | undefined, files: TlsFiles, problems: PlanProblems) {
    this.#fileName = fileName;
    this.#files = files;
    this.#problems = problems;
  }

  option(given: Given<string> | undefined): string | null {
    return given === undefined ? null : this.path(given.value, given);
  }

  /** Reports a file that cannot be used at the place where it was given. */
  path(file: string | null | undefined, given: Given<unknown>): string | null {
    if (file === null || file === undefined) return null;
    try {
      return this.#files.resolveTlsFile?.(file, given.source === Source.file ? this.#fileName : undefined) ?? file;
    } catch (error) {
      this.#problems.mistake(given.place, error instanceof Error ? error.message : String(error));
      return file;
    }
  }
}
