// The form of CSV files (RFC 4180).

/** `rows`: the heads first. Numbers have all their digits; a missing value is an empty field. Lines end in CRLF. */
export const csvText = (rows: readonly (readonly unknown[])[]): string =>
  rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");

/** Quoted if it contains a comma, a quote or a line break; quotes are doubled. */
function field(value: unknown): string {
  if (value === null || value === undefined) return "";
  const written = typeof value === "string" ? value : JSON.stringify(value);
  return /[",\r\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written;
}
