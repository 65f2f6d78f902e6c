import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a scenario of small chips for the static engine, with what else it is to state, and returns its path. */
export function staticScenario(folder: string, name: string, chips: string, own: string, probes = 2): string {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(
    path,
    `format: dyadsim/scenario@1
name: ${name}
device: ideal
overrides:
  neuron.gain.mismatch: 5 %
network: { layers: [64, 6, 10], weights: { from: random } }
beta: 0.05
engine: static
chips: ${chips}
probes: ${probes}
seed: static
${own}
`,
  );
  return path;
}
