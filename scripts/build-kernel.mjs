// Compiles src/engine/kernel/index.ts (AssemblyScript) into src/engine/kernel-bytes.ts. Run by `npm run kernel`; the
// result is committed, and test/engine/kernel.test.ts rebuilds and compares it.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from 'assemblyscript/asc';

/** The text of kernel-bytes.ts for the kernel's present source. */
export async function buildKernel() {
  const folder = await mkdtemp(join(tmpdir(), 'dyadsim-kernel-'));
  try {
    const binary = join(folder, 'pass.wasm');
    const { error, stderr } = await main([
      'src/engine/kernel/index.ts',
      ...['--outFile', binary, '--optimizeLevel', '3', '--noAssert', '--enable', 'simd'],
      ...['--runtime', 'stub', '--importMemory', '--converge'],
    ]);
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
    const base64 = (await readFile(binary)).toString('base64');
    const lines = base64.match(/.{1,110}/g).map((line) => `  '${line}'`);
    return [
      '/** The kernel of kernel/, compiled: made by `npm run kernel`, not by hand. */',
      `export const KERNEL_BYTES =\n${lines.join(' +\n')};\n`,
    ].join('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (import.meta.url === `file://${process.argv[1]}`) {
  await writeFile('src/engine/kernel-bytes.ts', await buildKernel());
}
