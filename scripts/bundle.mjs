/**
 * What the build makes of the modules that tsc wrote into dist.
 *
 * Two of them get what they need of packages that are for development only: functions of @stdlib, more than 200 packages of
 * which little is used. The licence headers stay.
 *
 * dist/program is the command line and the threads that it starts, in few files: to read some 400 modules one by one took
 * longer than most commands work. Packages stay outside of it.
 */
import { readdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));

for (const module of ['model/elementary', 'random/special-functions']) {
  const file = `${dist}${module}.js`;
  await build({ input: file, output: { file, format: 'esm', minify: true }, logLevel: 'warn' });
}

const threads = readdirSync(`${dist}montecarlo`).filter((file) => file.endsWith('worker.js'));
const entries = [`${dist}cli/main.js`, ...threads.map((file) => `${dist}montecarlo/${file}`)];
rmSync(`${dist}program`, { recursive: true, force: true });
await build({
  input: Object.fromEntries(entries.map((file) => [basename(file, '.js'), file])),
  external: /^[^./]/,
  platform: 'node',
  // At the depth of the modules, so that a place beside the package's files is found from both.
  output: { dir: `${dist}program`, format: 'esm' },
  logLevel: 'warn',
});
