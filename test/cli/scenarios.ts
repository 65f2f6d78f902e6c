import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Options {
  readonly chips?: number;
  readonly probes?: number;
  readonly seed?: string;
  readonly layers?: string;
  readonly noise?: boolean;
}

/** Writes a scenario that takes a second: random weights, real spreads, two points, both rules. Returns its path. */
export function smallScenario(folder: string, options: Options = {}): string {
  const { chips = 5, probes = 2, seed = 'small', layers = '[64, 6, 10]', noise = false } = options;
  const path = join(folder, `scenario-${seed}.yaml`);
  const thermal = noise ? '  noise.thermal: { rms: 0.005, bandwidth: "20 kHz" }\n' : '';
  writeFileSync(
    path,
    `format: dyadsim/scenario@1
name: small
device: ideal
overrides:
  neuron.gain.mismatch: 5 %
  neuron.offset.mismatch: 0.01
  neuron.tau.mismatch: 10 %
  dyad.nudgeGain.mismatch: 10 %
${thermal}network: { layers: ${layers}, weights: { from: random } }
beta: 0.3
chips: ${chips}
probes: ${probes}
seed: ${seed}
sweep:
  device.dyad.alpha: [0, 0.8]
`,
  );
  return path;
}
