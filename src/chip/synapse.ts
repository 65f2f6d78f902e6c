import type { Synapse } from '../config/device.ts';
import type { NominalNetwork } from '../network/network.ts';
import type { Chip } from './chip.ts';
import { type ConductanceScale, programDevices, programmeOf } from './conductance.ts';
import { readFarEnds, readNearEnds } from './ir-drop.ts';
import type { Draws } from './parameter.ts';

/** The arrays of a chip. */
export type ChipArrays = Pick<Chip, 'forward' | 'feedback'>;

/**
 * The nominal weights as the chip's devices hold and its wires read them. Biases are held exactly: they are set once per
 * neuron, where a precise source can be afforded. Devices that hold every weight exactly share the network's arrays.
 */
export function sampleSynapses(name: string, synapse: Synapse, network: NominalNetwork, draws: Draws): ChipArrays {
  const separate = synapse.feedback === 'separate';
  if (holdsExactly(synapse)) {
    const { forward } = network;
    return { forward, feedback: forward.map(({ weights }, k) => (separate && k > 0 ? weights : null)) };
  }
  const forward = [];
  const feedback = [];
  for (const [k, { weights, bias }] of network.forward.entries()) {
    const where = `${name}, array from layer ${k} to layer ${k + 1}`;
    const programme = programmeOf(weights, synapse);
    const program = (array: string) =>
      programDevices(
        programme,
        synapse,
        (kind, count) => draws([{ address: [`synapse.${kind}`, array, k], count }])[0],
      );
    const read = (devices: Float64Array, reader: typeof readNearEnds) =>
      weightsOf(synapse.wire === null ? devices : reader(where, devices, bias.length, synapse.wire), programme.scale);

    const devices = program('forward');
    forward.push({ weights: read(devices, readNearEnds), bias });
    if (k === 0) feedback.push(null);
    else if (separate) feedback.push(read(program('feedback'), readNearEnds));
    else feedback.push(synapse.wire?.readDown === 'opposite-ends' ? read(devices, readFarEnds) : null);
  }
  return { forward, feedback };
}

function holdsExactly({ levels, range, programmingError, stuckOff, stuckOn, drift, wire }: Synapse): boolean {
  const clips = range !== null && range.percentile < 1;
  const errs = programmingError !== null && !isZero(programmingError);
  const wired = wire !== null && wire.resistance > 0;
  return levels === null && !clips && !errs && stuckOff === 0 && stuckOn === 0 && drift === null && !wired;
}

function isZero(error: NonNullable<Synapse['programmingError']>): boolean {
  return error.law === 'polynomial' ? error.coefficients.every((c) => c === 0) : error.amplitude === 0;
}

/** w of every pair of devices, x_plus and x_minus alternating. */
function weightsOf(devices: Float64Array, { unit }: ConductanceScale): Float64Array {
  const weights = new Float64Array(devices.length / 2);
  for (let w = 0; w < weights.length; w++) weights[w] = unit * (devices[2 * w] - devices[2 * w + 1]);
  return weights;
}
