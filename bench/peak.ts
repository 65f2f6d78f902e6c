import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';

/** How often the memory of a process is looked at, ms; the system itself keeps the most that it was. */
const LOOK_EVERY = 20;

/** The most memory that a program of Node holds until it ends, B; NaN where the system does not tell. */
export async function peakOf(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  let peak = Number.NaN;
  const watch = setInterval(() => {
    const status = `/proc/${child.pid}/status`;
    if (!existsSync(status)) return;
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8')) ?? [];
    if (kilobytes !== undefined) peak = Number(kilobytes) * 1024;
  }, LOOK_EVERY);
  const [code] = await once(child, 'close');
  clearInterval(watch);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return peak;
}
