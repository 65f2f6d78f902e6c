import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dyadsim } from './dyadsim.ts';

/** The bytes of every file of rows of a run, by name. */
export function rowFiles(run: string): Record<string, string> {
  const trials = join(run, 'trials');
  const names = existsSync(trials) ? readdirSync(trials).filter((name) => name.endsWith('.parquet')) : [];
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(trials, name), 'latin1')]));
}

/** The blocks of a sweep as they are before they are packed: those of two shards, which lack each other's. */
export async function unpackedBlocks(
  folder: string,
  scenario: string,
  ...flags: string[]
): Promise<Record<string, string>> {
  const shards = await Promise.all(
    [1, 2].map(async (i) => {
      const run = join(folder, `unpacked-${i}`);
      const { code, stderr } = await dyadsim(
        'sweep',
        scenario,
        '-o',
        run,
        '--shard',
        `${i}/2`,
        '--quiet',
        '--no-report',
        ...flags,
      );
      if (code !== 0) throw new Error(`shard ${i}/2 ended with ${code}: ${stderr}`);
      return rowFiles(run);
    }),
  );
  return Object.assign({}, ...shards);
}
