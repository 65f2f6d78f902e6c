import { assertChip } from '../chip/assert-chip.ts';
import type { Chip } from '../chip/chip.ts';
import type { Circuit } from './circuit.ts';
import type { Nudging } from './nudging.ts';

/** Circuits and chips found to be sound; as they are read-only, once is enough. */
const sound = new WeakSet<Circuit | Chip>();

/**
 * Throws an Error that names the first thing in a circuit that cannot be: in its chip, or in the gains and weights that a
 * rule made of it. Each is looked at once: neither is to be changed after it is built.
 */
export function assertCircuit(circuit: Circuit): void {
  if (sound.has(circuit)) return;
  const { chip, nudging } = circuit;
  if (!sound.has(chip)) assertChip(chip);
  sound.add(chip);
  const fault = (path: string, expected: string) => new Error(`chip "${chip.name}": ${path}: expected ${expected}`);
  if (nudging.length !== chip.layers.length) {
    throw fault('nudging', `${chip.layers.length} entries, got ${nudging.length}`);
  }
  nudging.forEach((layer, k) => {
    if ((layer === null) !== (k === 0)) throw fault(`nudging[${k}]`, k === 0 ? 'null' : 'gains and weights, got null');
    if (layer === null) return;
    for (const name of NAMES) {
      const values = layer[name];
      const path = `nudging[${k}].${name}`;
      if (values.length !== chip.layers[k]) throw fault(path, `${chip.layers[k]} entries, got ${values.length}`);
      const wrong = values.findIndex((value) => !(value >= 0 && value < Infinity));
      if (wrong >= 0) throw fault(`${path}[${wrong}]`, `finite and at least 0, got ${values[wrong]}`);
    }
  });
  sound.add(circuit);
}

const NAMES = ['gainPlus', 'gainMinus', 'weightPlus', 'weightMinus'] as const satisfies readonly (keyof Nudging)[];
