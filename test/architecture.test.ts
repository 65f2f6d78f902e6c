import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = new URL('../src', import.meta.url).pathname;

/** Data flows down this list; a folder imports only from itself and from those above it. */
const FOLDERS = [
  'linear',
  'files',
  'config',
  'random',
  'network',
  'chip',
  'engine',
  'learning',
  'analysis',
  'verdict',
  'montecarlo',
  'store',
  'report',
  'export',
  'cli',
];

/** Packages that only one folder may import. */
const OWNERS: Readonly<Record<string, string>> = { mathjs: 'config', seedrandom: 'random', piscina: 'montecarlo' };

interface Import {
  readonly file: string;
  readonly folder: string;
  readonly target: string;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && file.split('/')[1] !== 'kernel',
);

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join(SRC, file), 'utf8');
  const targets = [...text.matchAll(/(?:from|import\(|import)\s*['"]([^'"]+)['"]/g)].map(([, target]) => target);
  return targets.map((target) => ({ file, folder: file.split('/')[0], target }));
});

/** Folder of src that a relative import leads to; a file directly in src is its own name. */
function folderOf({ file, target }: Import): string {
  return relative(SRC, join(SRC, dirname(file), target)).split('/')[0];
}

describe('architecture', () => {
  it('sees the sources', () => {
    expect(new Set(imports.map(({ folder }) => folder)).size).toBeGreaterThanOrEqual(FOLDERS.length);
  });

  it('folders import only from those before them', () => {
    const wrong = imports.filter((entry) => {
      if (!entry.target.startsWith('.') || entry.folder === 'index.ts') return false;
      const to = folderOf(entry);
      return (
        to !== 'vocabulary.ts' && !(FOLDERS.indexOf(to) >= 0 && FOLDERS.indexOf(to) <= FOLDERS.indexOf(entry.folder))
      );
    });
    expect(wrong).toEqual([]);
  });

  it('the vocabulary imports nothing', () => {
    expect(imports.filter(({ file }) => file === 'vocabulary.ts')).toEqual([]);
  });

  it('mathjs, seedrandom and piscina stay behind one door each', () => {
    const wrong = imports.filter(({ target, folder }) => {
      const owner = OWNERS[target.split('/')[0]];
      return owner !== undefined && owner !== folder;
    });
    expect(wrong).toEqual([]);
  });

  it('only the command line prints or exits', () => {
    const wrong = files.filter(
      (file) =>
        !file.startsWith('cli/') &&
        /console\.|process\.(exit|stdout|stderr)/.test(readFileSync(join(SRC, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  it('no draw without an address: Math.random appears nowhere', () => {
    expect(files.filter((file) => readFileSync(join(SRC, file), 'utf8').includes('Math.random('))).toEqual([]);
  });
});
