/** A table before it is written as HTML, Markdown or plain text. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Leading columns that name the row; equal neighbours in the first are written once. */
  readonly heads: number;
  /** For each row the commands that run it again; in pages a column of their own. */
  readonly commands?: readonly (readonly string[])[];
}

/** Where there is no number. */
export const NONE = '\u2013';

/** A column of a table with a row for each `T`. */
export type Column<T> = readonly [title: string, value: (row: T) => string];

export function tableOf<T>(heads: number, rows: readonly T[], columns: readonly Column<T>[]): Table {
  return {
    heads,
    columns: columns.map(([title]) => title),
    rows: rows.map((row) => columns.map(([, value]) => value(row))),
  };
}
