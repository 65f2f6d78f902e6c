import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = new URL('../src', import.meta.url).pathname;

/** Data flows down this list; a folder imports only from itself and from those above it. */
const FOLDERS = [
  'model',
  'linear',
  'files',
  'formats',
  'config',
  'random',
  'network',
  'chip',
  'engine',
  'learning',
  'analysis',
  'verdict',
  'training',
  'montecarlo',
  'store',
  'report',
  'export',
  'cluster',
  'cli',
];

/** The folders that may import each of our packages. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  '@stdlib': ['model', 'random'],
  'cli-progress': ['cli'],
  commander: ['cli'],
  fflate: ['formats'],
  hyparquet: ['store'],
  'hyparquet-writer': ['store'],
  mathjs: ['config'],
  picocolors: ['cli'],
  piscina: ['montecarlo'],
  pngjs: ['formats'],
  seedrandom: ['random'],
  vega: ['report'],
  'vega-lite': ['report'],
  yaml: ['config'],
  zod: ['config', 'network', 'store', 'cli'],
};

/** Folders of nothing but computation, which run where there is no Node... */
const PURE = FOLDERS.slice(0, FOLDERS.indexOf('montecarlo')).filter((folder) => folder !== 'files');
/** ...but for the files that know the disk, or load what a browser has in its bundle. */
const ON_NODE = [
  'config/disk.ts',
  'config/libraries.ts',
  'config/write-schemas.ts',
  'network/cache.ts',
  'network/digits.ts',
  'network/load-dataset.ts',
  'network/nominal-network.ts',
];
/** Functions of Math whose last bit is the engine's own. */
const INEXACT = /\bMath\.(a?(sin|cos|tan)h?|atan2|exp|expm1|log|log1p|log2|log10|pow|hypot|cbrt)\b/;

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

/** Files that a file needs when it runs: what is imported for its types only is gone by then. */
function targetsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8').replace(/^(import|export) type [^;]*;/gm, '');
  return [...text.matchAll(/(?:from|import)\s*'(\.[^']+)'/g)].map(([, target]) => join(dirname(file), target));
}

describe('architecture', () => {
  it('sees the sources', () => {
    expect(new Set(imports.map(({ folder }) => folder)).size).toBeGreaterThanOrEqual(FOLDERS.length);
  });

  it('folders import only from those before them', () => {
    const wrong = imports.filter((entry) => {
      if (!entry.target.startsWith('.') || entry.folder.endsWith('.ts')) return false;
      const to = FOLDERS.indexOf(folderOf(entry));
      return !(to >= 0 && to <= FOLDERS.indexOf(entry.folder));
    });
    expect(wrong).toEqual([]);
  });

  it('every package stays in the folders that it belongs to', () => {
    const packages = imports.filter(({ target }) => /^[@a-z][\w@/.-]*$/.test(target));
    expect(packages.length).toBeGreaterThan(20);
    expect(packages.filter(({ target, folder }) => !OWNERS[target.split('/')[0]]?.includes(folder))).toEqual([]);
  });

  it('what computes knows nothing of Node', () => {
    const onNode = imports.filter(({ folder, target }) => PURE.includes(folder) && target.startsWith('node:'));
    expect([...new Set(onNode.map(({ file }) => file))].sort()).toEqual(ON_NODE);
  });

  it('what computes has the elementary functions that are the same everywhere', () => {
    const wrong = files.filter((file) => {
      const isOurs = PURE.includes(file.split('/')[0]);
      return isOurs && INEXACT.test(readFileSync(join(SRC, file), 'utf8').replace(/^ *(\/?\*|\/\/).*$/gm, ''));
    });
    expect(wrong).toEqual([]);
  });

  it('no file imports itself by a roundabout way', () => {
    const importsOf = new Map(files.map((file) => [file, targetsOf(file)]));
    const done = new Set<string>();
    const circles: string[][] = [];
    const visit = (file: string, way: readonly string[]) => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file]);
      if (done.has(file) || way.includes(file)) return;
      for (const next of importsOf.get(file) ?? []) visit(next, [...way, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
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
