// Makes docs/gallery, reports of shipped scenarios: `npm run gallery [-- NAME...]`. `--small FOLDER` makes them of a few chips, into FOLDER;
// `--runs FOLDER` keeps the runs there, to write the reports anew without simulating.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ENTRIES } from './gallery/entries.mjs';
import { commandsOf, makePage } from './gallery/make-page.mjs';
import { indexHtml, readme } from './gallery/overview.mjs';
import { readPage } from './gallery/read-page.mjs';

const { values, positionals } = parseArgs({
  options: { small: { type: 'string' }, runs: { type: 'string' } },
  allowPositionals: true,
});
const isSmall = values.small !== undefined;
const gallery = values.small ?? fileURLToPath(new URL('../docs/gallery/', import.meta.url));
const unknown = positionals.filter((name) => !ENTRIES.some((entry) => entry.name === name));
if (unknown.length > 0) {
  throw new Error(`no page ${unknown.join(', ')}; there are ${ENTRIES.map(({ name }) => name).join(', ')}`);
}

mkdirSync(gallery, { recursive: true });
const folder = values.runs ?? mkdtempSync(join(tmpdir(), 'dyadsim-gallery-'));
mkdirSync(folder, { recursive: true });
try {
  for (const entry of ENTRIES) {
    if (positionals.length > 0 && !positionals.includes(entry.name)) continue;
    const html = makePage(entry, folder, isSmall);
    writeFileSync(join(gallery, `${entry.name}.html`), html);
    writeFileSync(join(gallery, `${entry.name}.svg`), readPage(html).picture);
  }
} finally {
  if (values.runs === undefined) rmSync(folder, { recursive: true });
}

// Of all pages that are there, also those that were made before.
const pages = ENTRIES.flatMap((entry) => {
  const file = join(gallery, `${entry.name}.html`);
  if (!existsSync(file)) return [];
  return [{ ...entry, ...readPage(readFileSync(file, 'utf8')), commands: commandsOf(entry) }];
});
writeFileSync(join(gallery, 'index.html'), indexHtml(pages));
writeFileSync(join(gallery, 'README.md'), readme(pages));
