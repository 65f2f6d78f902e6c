import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { part, partsOf } from '../../bench/paper/page.ts';

const PAGE = readFileSync(new URL('../../docs/paper.md', import.meta.url), 'utf8');

it('a section that is made anew leaves every other as it stands', () => {
  const before = partsOf(PAGE);
  const anew = part('alignment', '## Figure 3\n\nother numbers\n', false);
  const page = ['# heading\n', ...[...before].map(([name, text]) => (name === 'alignment' ? anew : text)), '## end\n'];
  expect(partsOf(page.join('\n'))).toEqual(new Map([...before, ['alignment', anew]]));
});

it('the page says of each section by which command it was made', () => {
  const parts = partsOf(PAGE);
  expect(parts.size).toBe((PAGE.match(/^## /gm)?.length as number) - 1);
  for (const [name, text] of parts)
    expect(text).toMatch(new RegExp(`^Made by \`npm run paper -- (--quick )?${name}\`\\.$`, 'm'));
});

it('a section that does not say so is refused', () => {
  expect(() => partsOf('<!-- section: x -->\n## X\n\ntext\n')).toThrow(
    'section x of the page does not say how it was made',
  );
});
