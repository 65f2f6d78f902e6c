import { steps } from '../../src/config/assign.ts';
import type { Device } from '../../src/config/device.ts';
import { deviceWith } from '../../src/config/device-from.ts';
import { DISK, readDocument } from '../../src/config/disk.ts';
import { deviceFile } from '../../src/config/named-file.ts';
import type { Activation } from '../../src/model/activations.ts';
import type { NominalNetwork } from '../../src/network/network.ts';
import { normal } from '../../src/random/distributions.ts';
import { stream } from '../../src/random/stream.ts';

/** A shipped device with values set by dotted path, read and validated as a scenario's overrides are. */
export function shippedDevice(name: string, settings: Readonly<Record<string, unknown>> = {}): Device {
  const document = readDocument(deviceFile(DISK, name));
  return deviceWith(
    document,
    Object.entries(settings).map(([path, value]) => ({ target: steps(path), value, document, origin: [] })),
  );
}

/** Weights N(0, 2/fan-in) without biases: a network before training. */
export function untrainedNetwork(layers: readonly number[], activation: Activation, seed: string): NominalNetwork {
  const forward = layers.slice(1).map((n, k) => {
    const random = stream(seed, 'weights', k);
    const sigma = Math.sqrt(2 / layers[k]);
    return {
      weights: Float64Array.from({ length: n * layers[k] }, () => sigma * normal(random)),
      bias: new Float64Array(n),
    };
  });
  return { layers, activation, forward, scale: layers.map(() => 1), testAccuracy: null };
}
