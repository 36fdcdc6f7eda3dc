// Keeps passwords out of everything that is printed or stored.

/** A user's password in any URI within the text becomes `***`, even one that should have been percent-encoded. */
export function redactSecrets(text: string): string {
  return text.replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):(?!\d+\/)\S*@/gi, "$1:***@");
}
