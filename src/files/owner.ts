import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** The process that a temporary or lock file belongs to, as its name tells. */
export interface Owner {
  readonly pid: number;
  /** When it started, in clock ticks since the machine did; '0' where the system does not say. */
  readonly started: string;
  /** Its machine, and where that is a container, its processes' numbers. */
  readonly host: string;
}

/** The space of process numbers that a Linux machine begins with; the kernel's own constant. */
const FIRST_SPACE = 'pid:[4026531836]';

const TAG = /\.(\d+)-(\d+)-[0-9a-f]{12}-([\w.-]+)\.(?:tmp|lock)$/;

/** A part of a file name that no other file has: process, its start (a number is given again), chance, host. */
export function ownTag(): string {
  const started = startOf('self') ?? '0';
  return `${process.pid}-${started}-${randomBytes(6).toString('hex')}-${ownHost()}`;
}

/** Of `<anything>.<tag>.tmp` or `.lock`; null: no file of that kind. */
export function ownerOf(name: string): Owner | null {
  const match = TAG.exec(name);
  return match === null ? null : { pid: Number(match[1]), started: match[2], host: match[3] };
}

/** Whether a file of this name belongs to a process that has ended, so that nobody needs it any more. */
export function isLeftBehind(name: string): boolean {
  const owner = ownerOf(name);
  return owner !== null && hasEnded(owner);
}

/** Whether the owner has certainly ended; a process of another host never has, as far as can be told from here. */
function hasEnded({ pid, started, host }: Owner): boolean {
  if (host !== ownHost()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
  const now = startOf(pid);
  return started !== '0' && now !== null && now !== started;
}

/** Containers may have the name of their machine and process numbers of their own, so that a number means nothing there. */
function ownHost(): string {
  const name = hostname()
    .replace(/[^\w.-]/g, '_')
    .slice(0, 60);
  const space = spaceOfNumbers();
  return space === FIRST_SPACE ? name : `${name}.${space.replace(/\D/g, '')}`;
}

/** Of this process, as Linux names it; elsewhere there is one only. */
function spaceOfNumbers(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return FIRST_SPACE;
  }
}

/** From Linux's /proc; null: not told, or there is no such process. */
function startOf(pid: number | 'self'): string | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name, in parentheses, may hold spaces and parentheses itself; the start is the 20th field after it.
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
