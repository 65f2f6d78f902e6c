import { spawn } from 'node:child_process';

/** What opens a file with the program that the system has for it. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
const ELSEWHERE = ['xdg-open'] as const;

/** An opener that is still there by then is the program itself, which goes on by itself, ms. */
const PATIENCE = 3000;

/** Opens a file with the system's opener. Null: it did, as far as can be told; else why not. */
export function openFile(path: string): Promise<string | null> {
  const [program, ...args] = OPENERS[process.platform] ?? ELSEWHERE;
  return new Promise((resolve) => {
    const child = spawn(program, [...args, path], { stdio: 'ignore', detached: true });
    const timer = setTimeout(() => resolve(null), PATIENCE);
    const end = (fault: string | null) => {
      clearTimeout(timer);
      resolve(fault);
    };
    child.on('error', (error) => end(error.message));
    child.on('exit', (code) => end(code === 0 ? null : `${program} ended with ${code ?? 'a signal'}`));
    child.unref();
  });
}
