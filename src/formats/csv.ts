/** A cell of a CSV file, and where it begins, from 1. */
export interface Cell {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** A field in quotes, in which a quote is doubled, or one without; and what ends it. */
const FIELD = /(?:[^\S\r\n]*"((?:[^"]|"")*)"[^\S\r\n]*|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

/**
 * The rows of a CSV file (RFC 4180) as cells, without spaces at their ends. Lines that are empty or begin with # are left
 * out. A stray quote is kept as it stands, for the reader of the cell to refuse.
 */
export function csvRows(text: string): Cell[][] {
  const rows: Cell[][] = [];
  let line = 1;
  let start = 0;
  let at = 0;
  let row: Cell[] = [];
  while (at < text.length || row.length > 0) {
    if (row.length === 0 && text[at] === '#') {
      const comment = /[^\r\n]*(?:\r\n|\n|\r|$)/y;
      comment.lastIndex = at;
      comment.exec(text);
      at = comment.lastIndex;
      start = at;
      line++;
      continue;
    }
    FIELD.lastIndex = at;
    const match = FIELD.exec(text) ?? strayField(text, at);
    const [whole, quoted, plain = '', end] = match;
    row.push({ text: (quoted?.replaceAll('""', '"') ?? plain).trim(), line, column: at - start + 1 });
    const broken = /^[\s\S]*(?:\r\n|\n|\r)/.exec(whole.slice(0, whole.length - end.length));
    if (broken) {
      line += broken[0].match(/\r\n|\n|\r/g)?.length ?? 0;
      start = at + broken[0].length;
    }
    at += whole.length;
    if (end === ',') continue;
    if (row.length > 1 || row[0].text !== '') rows.push(row);
    row = [];
    line++;
    start = at;
    if (end === '') break;
  }
  return rows;
}

/** A field with a quote where none belongs: up to the next comma or line. */
function strayField(text: string, at: number): [string, undefined, string, string] {
  const rest = /([^,\r\n]*)(,|\r\n|\n|\r|$)/y;
  rest.lastIndex = at;
  const [whole, plain, end] = rest.exec(text) ?? ['', '', ''];
  return [whole, undefined, plain, end];
}
