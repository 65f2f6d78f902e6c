import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PYTHON, ROOT } from './programs.ts';

/** A Python process of one thread that does something whenever it is asked, and answers with a line of JSON. */
export class PythonProcess {
  private readonly script: string;
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;

  /** @param script its name in bench/peers */
  constructor(script: string, args: readonly string[]) {
    this.script = script;
    this.child = spawn(PYTHON, [join(ROOT, 'bench/peers', script), ...args], {
      env: { ...process.env, OPENBLAS_NUM_THREADS: '1' },
    });
    this.child.stderr.pipe(process.stderr);
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async ask(): Promise<unknown> {
    this.child.stdin.write('\n');
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`${this.script} ended early`);
    return JSON.parse(value);
  }

  end(): void {
    this.child.stdin.end();
  }
}
