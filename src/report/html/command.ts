import { escapeMarkup } from '../escape.ts';

/** A command to be taken along: a click selects all of it, and copies it where the page's script may run. */
export function commandHtml(command: string): string {
  return `<code class="command">${escapeMarkup(command)}</code>`;
}
