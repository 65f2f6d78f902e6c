import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Options {
  readonly chips?: number;
  readonly probes?: number;
  readonly hidden?: number;
  readonly seed?: string;
  readonly noise?: boolean;
}

/** Writes a scenario with random weights, spreads, two points and both rules, and returns its path. */
export function smallScenario(folder: string, options: Options = {}): string {
  const { chips = 5, probes = 2, hidden = 6, seed = 'small', noise = false } = options;
  const path = join(folder, `scenario-${seed}.yaml`);
  const thermal = noise ? '  noise.thermal: { rms: 0.005, bandwidth: 2 kHz }\n  encoder.jitter: 0.01 us\n' : '';
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
${thermal}network: { layers: [64, ${hidden}, 10], weights: { from: random } }
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
