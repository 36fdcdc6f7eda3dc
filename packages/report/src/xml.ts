// Text inside XML: pictures and the JUnit file. XML 1.0 forbids some characters even as escapes, and with one of them no
// reader opens the file.
import { oneLine, printable } from "@fairhare/core";

/** Replaces the characters that XML 1.0 (section 2.2) forbids. */
export const wellFormed = (xml: string): string => printable(xml).replaceAll(/[\ufffe\uffff]/g, "\ufffd");

/** For the text of an element. */
export const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** For the value of an attribute in double quotes; one line, because a reader turns line breaks into spaces. */
export const escapeAttribute = (text: string): string => escapeXml(wellFormed(oneLine(text))).replaceAll('"', "&quot;");
