import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { expect } from 'vitest';
import { PAGE_SCRIPT } from '../../src/report/html/script/page-script.ts';
import { assertBalanced } from './markup.ts';

/** As a text of a file may be: markup, an end of what it stands in, a link, an expression, and more than a line. */
export const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '</style></svg></title><script>alert(1)</script>',
  '"><b onmouseover=alert(1)>',
  '[x](javascript:alert(1)) | a \\| \\',
  '{{y}}: `z` \u001fDP\u001f',
  'a\nb\r\n| c\u2028\n# d',
  '\\u \\" + datum.y + "\\',
];

const MARKUP = /<script|<img|<b onmouse|<style/;

/** Tag names in the body of a page, of which none is of a hostile text. */
function tagsOfPage(html: string): string[] {
  const body = html
    .slice(html.indexOf('<body>') + '<body>'.length, html.lastIndexOf('</body>'))
    .replace(PAGE_SCRIPT, '');
  expect(body).not.toMatch(MARKUP);
  return [...assertBalanced(body, ['input'])].sort();
}

/** A page has the same tags as one of the same shape with plain texts. */
export function expectSameTags(hostile: string, plain: string): void {
  expect(tagsOfPage(hostile)).toEqual(tagsOfPage(plain));
}

/** Cells in every line of the tables of a Markdown text. */
export function tableWidths(markdown: string): number[] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  return lines.map((line) => line.match(/(?<!\\)\|/g)!.length);
}

/** A picture has no markup but its own, and Vega draws it by its specification. */
export async function expectPicture({ svg, spec }: { readonly svg: string; readonly spec: string }): Promise<void> {
  const [, style] = /<style>([^<]*)<\/style>/.exec(svg)!;
  expect(svg.replace(`<style>${style}</style>`, '')).not.toMatch(MARKUP);
  assertBalanced(svg);
  const { title: _, ...read } = JSON.parse(spec) as TopLevelSpec & { readonly title: object };
  const view = new View(parse(compile(read as TopLevelSpec).spec), { renderer: 'none' });
  expect(await view.toSVG()).toContain('<svg');
  view.finalize();
}
