import { readFileSync } from 'node:fs';
import { shellWord } from '../files/shell-word.ts';

/** As the user typed it, apart from where dyadsim is installed. */
export function commandLine(): string {
  return ['dyadsim', ...process.argv.slice(2).map(shellWord)].join(' ');
}

/** The command that goes on with a sweep that was stopped. */
export function resumeCommand(): string {
  const words = process.argv.slice(2).filter((word) => word !== '--overwrite' && word !== '--resume');
  return ['dyadsim', ...words.map(shellWord), '--resume'].join(' ');
}

/** Version of this package. */
export function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}
