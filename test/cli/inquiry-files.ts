import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { start } from './dyadsim.ts';

/** All that an inquiry was answered and found, whatever its folder is called and however many threads it had. */
export function inquiryBytes(run: string): string {
  const inside = ['answers', 'chips', 'plots']
    .filter((name) => existsSync(join(run, name)))
    .flatMap((name) => readdirSync(join(run, name)).map((file) => join(name, file)));
  return ['report.md', ...inside]
    .sort()
    .map((file) => `${file}\n${readFileSync(join(run, file), 'utf8')}`)
    .join('\n')
    .replaceAll(run, 'RUN')
    .replaceAll(/--threads \d/g, '--threads N');
}

/** How many answers are kept. */
export function answersIn(run: string): number {
  const folder = join(run, 'answers');
  return existsSync(folder) ? readdirSync(folder).filter((name) => /^\d+\.json$/.test(name)).length : 0;
}

/** Begins an inquiry and kills it when it has so many answers. */
export async function killedOnTheWay(args: readonly string[], run: string, answers: number): Promise<void> {
  const running = start(...args);
  while (answersIn(run) < answers) await setTimeout(5);
  running.kill('SIGKILL');
  await running.finished;
}
