import { escapeMarkup } from '../escape.ts';
import { CONTENT_POLICY, PAGE_SCRIPT } from './script/page-script.ts';
import { STYLE } from './style.ts';

/** A page that needs nothing else: style and pictures are in it, and it reads without its script. `size` says what was run, on one line. */
export function htmlPage(
  { name, description }: { readonly name: string; readonly description: string },
  size: string,
  sections: readonly string[],
): string {
  const lead = description === '' ? '' : `<p class="lead">${escapeMarkup(description)}</p>\n`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">`,
    `<title>${escapeMarkup(name)} \u2013 dyadsim</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    `<header>\n<h1>${escapeMarkup(name)}</h1>\n${lead}<p class="meta">${escapeMarkup(size)}</p>\n</header>`,
    '<main>',
    ...sections.filter((text) => text !== ''),
    '</main>',
    PAGE_SCRIPT,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** A section under its title; empty if all its parts are. */
export function section(title: string, parts: readonly string[], look = ''): string {
  const present = parts.filter((part) => part !== '');
  return present.length === 0
    ? ''
    : `<section${look === '' ? '' : ` class="${look}"`}>\n<h2>${title}</h2>\n${present.join('\n')}\n</section>`;
}
