import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../src/config/input-error.ts';
import { visible } from '../../src/config/visible.ts';
import type { Case } from './cases.ts';
import { sameUnits, UNITS_OF } from './expressions.ts';

/** How a case ended. */
export interface Ending {
  /** `refused` with problems; else what came of the run of an accepted file, or `valid` of an expression. */
  readonly word: string;
  /** What is wrong with that; null: nothing. */
  readonly fault: string | null;
  readonly ms: number;
}

interface Answer {
  readonly ran?: string;
  readonly quantity?: number;
  readonly problems?: readonly (Problem & { readonly shown: string })[];
  readonly crash?: string;
  readonly ms: number;
}

/** Of a case that hangs, or ends the process. */
export const NO_ANSWER = 'no answer';

/** Longer than this and a case counts as hanging, ms: what the issue of time allows a file to cost. */
const LONGEST = 10_000;

/** Tries cases in a process of its own, which is replaced when one hangs or ends it. */
export class Judge {
  readonly #folder: string;
  #child: ChildProcess | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async try(one: Case): Promise<Ending> {
    const answer = await this.#ask(one);
    if (typeof answer === 'string') return { word: NO_ANSWER, fault: answer, ms: LONGEST };
    const { ms, crash, problems, ran } = answer;
    if (crash !== undefined) return { word: 'crash', fault: crash, ms };
    const fault = one.kind === 'expression' ? wrongValue(one, answer) : wrongProblems(one.bytes, problems ?? []);
    return { word: problems ? 'refused' : (ran ?? 'valid'), fault, ms };
  }

  end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  async #ask(one: Case): Promise<Answer | string> {
    this.#child ??= await this.#start();
    const child = this.#child;
    const name = 'case';
    if (one.kind !== 'expression') writeFileSync(join(this.#folder, name), one.bytes);
    const message =
      one.kind === 'expression'
        ? { text: one.expression.text, accepted: one.accepted }
        : { folder: this.#folder, name };
    return new Promise((resolve) => {
      const settle = (answer: Answer | string) => {
        clearTimeout(timer);
        child.removeAllListeners();
        if (typeof answer === 'string') this.end();
        resolve(answer);
      };
      const timer = setTimeout(() => settle(`no answer in ${LONGEST / 1000} s`), LONGEST);
      child.once('message', (answer) => settle(answer as Answer));
      child.once('exit', (code, signal) => settle(`the process ended with ${code ?? signal}`));
      child.send(message);
    });
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(new URL('judge.mjs', import.meta.url).pathname, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, XDG_CACHE_HOME: join(this.#folder, 'cache') },
      execArgv: ['--max-old-space-size=2048'],
    });
    await new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) =>
        reject(new Error(`the process of the judge ended with ${code} before its first case`)),
      );
    });
    child.removeAllListeners();
    return child;
  }
}

/** Problems have a place in the file, stand in the order of their lines, and show nothing that moves a cursor. */
function wrongProblems(bytes: Uint8Array, problems: NonNullable<Answer['problems']>): string | null {
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\n|\r/).length;
  let before = 0;
  for (const { line, column, shown } of problems) {
    if (shown !== visible(shown)) return `control characters in ${JSON.stringify(shown)}`;
    if (line === null || column === null) return `no place: ${shown}`;
    if (!(line >= 1 && line <= lines && column >= 1)) return `a place outside the ${lines} lines of the file: ${shown}`;
    if (line < before) return `not in the order of lines: ${shown}`;
    before = line;
  }
  return null;
}

/** An expression has the value that our own arithmetic gives, and is refused where its units do not fit. */
function wrongValue(
  { expression, accepted }: Case & { kind: 'expression' },
  { quantity, problems }: Answer,
): string | null {
  const { text, worth, slip } = expression;
  // Without a digit or a parenthesis it is no quantity, and longer ones are refused for their length.
  if (slip || text.length > 200 || !/[\d(]/.test(text)) return null;
  const fits = worth !== null && accepted.some((name) => sameUnits(UNITS_OF[name] ?? [Number.NaN], worth.units));
  if (!fits)
    return quantity === undefined || quantity === 0
      ? null
      : `accepted as ${quantity}: ${text} for ${accepted.join(' or ')}`;
  if (!Number.isFinite(worth.value)) return null;
  if (quantity === undefined) return `refused: ${text} for ${accepted.join(' or ')}: ${problems?.[0]?.shown}`;
  const off = Math.abs(quantity - worth.value) / Math.max(Math.abs(worth.value), Number.MIN_VALUE);
  return off < 1e-6 ? null : `came out as ${quantity}, expected ${worth.value}: ${text}`;
}
