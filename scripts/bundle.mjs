/**
 * Writes into two modules of dist what they need of packages that are for development only: functions of @stdlib, more than
 * 200 packages of which little is used. The licence headers stay.
 */
import { build } from 'rolldown';

for (const module of ['model/elementary', 'random/special-functions']) {
  const file = new URL(`../dist/${module}.js`, import.meta.url).pathname;
  await build({ input: file, output: { file, format: 'esm', minify: true }, logLevel: 'warn' });
}
