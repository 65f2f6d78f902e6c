// Compiles each kernel, src/<folder>/kernel/index.ts (AssemblyScript), into src/<folder>/kernel-bytes.ts. Run by
// `npm run kernel`; the results are committed, and test/kernels.test.ts rebuilds and compares them.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from 'assemblyscript/asc';

/** Folders of src that have a kernel. */
export const KERNELS = ['engine', 'learning', 'linear', 'random'];

/** The text of a folder's kernel-bytes.ts for its kernel's present source. */
export async function buildKernel(folder) {
  const temporary = await mkdtemp(join(tmpdir(), 'dyadsim-kernel-'));
  try {
    const binary = join(temporary, 'kernel.wasm');
    const { error, stderr } = await main([
      `src/${folder}/kernel/index.ts`,
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
    await rm(temporary, { recursive: true });
  }
}

if (import.meta.url === `file://${process.argv[1]}`) {
  for (const folder of KERNELS) await writeFile(`src/${folder}/kernel-bytes.ts`, await buildKernel(folder));
}
