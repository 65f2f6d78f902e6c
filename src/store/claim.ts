import { randomInt } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isLeftBehind, ownerOf, ownTag } from '../files/owner.ts';
import { RunDirectoryError } from './run-directory-error.ts';

/**
 * A file in a run directory that says which process is at work there. Any number may be at work together, since a block
 * has the same bytes whoever computes it; to clear the directory a process must be alone. Everyone first puts its file there
 * and then looks for others', so of two that exclude each other at least one sees it. Names are unique: removing that of
 * an ended process never hits a living one.
 */
export interface Claim {
  /** Throws where the directory, or what was in it, was taken away since. */
  check(): Promise<void>;
  release(): Promise<void>;
}

const WORKING = 'working';
const CLEARING = 'clearing';
const CLAIM = new RegExp(`^(${WORKING}|${CLEARING})\\.\\d.*\\.lock$`);

/** How often one waits for another that is clearing the directory, and how long about each time, ms. */
const TRIES = 100;
const PAUSE = 100;

export function isClaim(name: string): boolean {
  return CLAIM.test(name) && ownerOf(name) !== null;
}

/** To work in a run directory together with others. */
export async function claimToWork(run: string): Promise<Claim> {
  return claim(run, WORKING, [CLEARING], []);
}

/** Does something to a run directory in which nobody works meanwhile, and goes on to work in it; refuses where others do. */
export async function clearAndClaim(run: string, clear: () => Promise<void>): Promise<Claim> {
  const alone = await claim(run, CLEARING, [CLEARING], [WORKING]);
  try {
    await clear();
    return await place(run, WORKING);
  } finally {
    await alone.release();
  }
}

/** Puts the claim there once no living process has one of those to wait for; refuses while one has one of those to refuse. */
async function claim(run: string, kind: string, wait: readonly string[], refuse: readonly string[]): Promise<Claim> {
  let others: string[] = [];
  for (let tries = 0; tries < TRIES; tries++) {
    const own = await place(run, kind);
    others = (await livingClaims(run)).filter((name) => name !== own.name);
    const first = others.find((name) => refuse.includes(kindOf(name)));
    if (first === undefined && !others.some((name) => wait.includes(kindOf(name)))) return own;
    await own.release();
    if (first !== undefined) throw new RunDirectoryError(`${run} is being worked on by ${describe(run, first)}`);
    // Not in step with another that waits for this one.
    await setTimeout(PAUSE / 2 + randomInt(PAUSE));
  }
  throw new RunDirectoryError(`${run} is being replaced by ${describe(run, others[0])}`);
}

interface Placed extends Claim {
  readonly name: string;
}

async function place(run: string, kind: string): Promise<Placed> {
  const name = `${kind}.${ownTag()}.lock`;
  const path = join(run, name);
  await (await open(path, 'wx')).close();
  return {
    name,
    async check() {
      try {
        await stat(path);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')))
          throw error;
        throw new Error(`${run} was removed or replaced while it was worked on`, { cause: error });
      }
    },
    release: () => rm(path, { force: true }),
  };
}

/** Who else is at work in a run directory, in words; null: nobody. */
export async function atWork(run: string): Promise<string | null> {
  const [first] = await livingClaims(run);
  return first === undefined ? null : describe(run, first);
}

function kindOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

function describe(run: string, name: string): string {
  const owner = ownerOf(name);
  return `process ${owner?.pid} on ${owner?.host} (has it ended? then remove ${join(run, name)})`;
}

async function livingClaims(run: string): Promise<string[]> {
  return (await readdir(run)).filter((name) => isClaim(name) && !isLeftBehind(name));
}
