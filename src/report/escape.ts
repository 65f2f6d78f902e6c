const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as content or as a quoted attribute of HTML and SVG; control characters, which XML refuses, become spaces. */
export function escapeMarkup(text: string): string {
  const printable = [...text].map((c) => (c < ' ' && c !== '\n' && c !== '\t' ? ' ' : c)).join('');
  return printable.replace(/[&<>"']/g, (c) => ENTITIES[c]);
}

/** As markup, with the parts of an equation, a percentage and an interval kept on one line. */
export function escapeText(text: string): string {
  // A word joiner, because a line may break after a dash even before a no-break space.
  const joined = text
    .replace(/ ([%=])/g, '\u00a0$1')
    .replace(/= | \u2013 (?=\d)/g, (sign) => (sign === '= ' ? '=\u00a0' : '\u00a0\u2013\u2060\u00a0'));
  return escapeMarkup(joined.replace(/(\d)e-(\d)/g, '$1e\u2212$2'));
}

/** Text in a line or a table cell of Markdown, with nothing that Markdown or HTML would act upon. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_[\]|#~]/g, '\\$&');
}

/** Text as code within a line of Markdown, fenced by more backticks than it holds in a row. */
export function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const line = text.replace(/\s+/g, ' ');
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}
