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

/** Text in a line or a table cell of Markdown, with nothing that Markdown or HTML would act upon. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_[\]|#~]/g, '\\$&');
}
