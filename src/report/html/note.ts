import { escapeText } from '../escape.ts';

/** What a reader has to know of a table or a picture. */
export function note(text: string): string {
  return `<p class="note">${escapeText(text)}</p>`;
}
