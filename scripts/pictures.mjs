// Draws the pictures of docs/physics.md from simulations: `npm run build && node scripts/pictures.mjs [NAME...]`. The same
// bytes every time. The usable window simulates a small Monte Carlo and takes minutes.
import { mkdir, writeFile } from 'node:fs/promises';
import { oscillation, runaway, settlingDyad } from './pictures/courses.mjs';
import { usableWindow } from './pictures/usable-window.mjs';

const FOLDER = new URL('../docs/pictures/', import.meta.url);
const PICTURES = { 'settling-dyad': settlingDyad, runaway, oscillation, 'usable-window': usableWindow };

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PICTURES);
const unknown = names.filter((name) => !Object.hasOwn(PICTURES, name));
if (unknown.length > 0) {
  throw new Error(`no picture ${unknown.join(', ')}; there are ${Object.keys(PICTURES).join(', ')}`);
}
await mkdir(FOLDER, { recursive: true });
for (const name of names) await writeFile(new URL(`${name}.svg`, FOLDER), await PICTURES[name](name));
