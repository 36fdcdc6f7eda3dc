// What a report is made of: texts with a path, relative to wherever the caller writes them.

export interface ReportFile {
  /** With forward slashes; at most one directory deep. */
  readonly path: string;
  readonly content: string;
}

export type ReportFiles = readonly ReportFile[];
