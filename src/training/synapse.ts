import type { SynapseUpdates } from '../config/scenario.ts';
import { updateDeviceNamed } from '../model/update-devices.ts';
import type { Stream } from '../random/stream.ts';
import { type Cells, cellsOf, countingStep } from './device-cells.ts';

/** The synapses of one array, as far as updates go. */
export interface Synapses {
  /** Takes a wanted change of every weight; draws what is random from the stream; returns the pulses given. */
  apply(change: Float64Array, random: Stream): number;
  /** Arrays that a checkpoint keeps besides the weights. */
  readonly state: readonly Float64Array[];
}

/** Synapses that take every change exactly. */
export function exactSynapses(values: Float64Array): Synapses {
  return {
    state: [],
    apply: (change) => {
      for (let i = 0; i < values.length; i++) values[i] += change[i];
      return 0;
    },
  };
}

type Pulsed = Exclude<SynapseUpdates, 'exact'>;

/**
 * Synapses that change by pulses, n_{k+1} x n_k row-major. `pulses`: as many as the wanted change has steps, the part of a step left
 * over by chance, so that the mean is right. `mixed-precision`: a digital sum of what is wanted, of which whole steps are given
 * (Nandakumar et al. 2020, Frontiers in Neuroscience 14:406). `tiki-taka`: `TransferredSynapses`. No more than so many pulses an update;
 * the devices' bounds end every step.
 *
 * @param unit weight of the array, full scales, of a device at 1
 */
export function pulsedSynapses(
  values: Float64Array,
  columns: number,
  synapse: Pulsed,
  unit: number,
  random: Stream,
): Synapses {
  const device = updateDeviceNamed(synapse.device);
  const start = values.map((value) => value / unit);
  const cells = cellsOf(device, start, random, synapse.lifetime);
  const array = { values, cells, unit, step: countingStep(device), mostPulses: synapse.mostPulses };
  for (let i = 0; i < values.length; i++) values[i] = unit * cells.weight(i);
  switch (synapse.scheme) {
    case 'pulses':
      return new DirectSynapses(array);
    case 'mixed-precision':
      return new SummedSynapses(array);
    case 'tiki-taka':
    case 'tiki-taka-2': {
      const fast = cellsOf(device, new Float64Array(values.length), random, synapse.lifetime);
      const isFiltered = synapse.scheme === 'tiki-taka-2';
      return new TransferredSynapses(array, { ...synapse.transfer, fast, columns, isFiltered });
    }
  }
}

/** Weights in full scales as they are read, and the cells that hold them, whose units are `unit` full scales. */
interface CellArray {
  readonly values: Float64Array;
  readonly cells: Cells;
  readonly unit: number;
  /** That changes are counted in, in units of the device. */
  readonly step: number;
  readonly mostPulses: number;
}

/** Gives cell i as many pulses as `steps` says, rounded by chance; returns how many. */
function pulsesOf(cells: Cells, i: number, steps: number, most: number, stream: Stream): number {
  const size = Math.abs(steps);
  const whole = Math.floor(size);
  const count = Math.min(most, whole + (stream() < size - whole ? 1 : 0));
  for (let p = 0; p < count; p++) cells.pulse(i, Math.sign(steps), stream);
  return count;
}

/** Of every cell, as it is without write noise, once an update where something happens to all. */
function settle({ values, cells, unit }: CellArray, stream: Stream): number {
  if (cells.settle === null) return 0;
  const pulses = cells.settle(stream);
  for (let i = 0; i < values.length; i++) values[i] = unit * cells.weight(i);
  return pulses;
}

class DirectSynapses implements Synapses {
  readonly state: readonly Float64Array[];
  private readonly array: CellArray;

  constructor(array: CellArray) {
    this.array = array;
    this.state = array.cells.state;
  }

  apply(change: Float64Array, stream: Stream): number {
    const { values, cells, unit, step, mostPulses } = this.array;
    let given = 0;
    for (let i = 0; i < values.length; i++) {
      const count = pulsesOf(cells, i, change[i] / (unit * step), mostPulses, stream);
      if (count > 0) values[i] = unit * cells.read(i, stream);
      given += count;
    }
    return given + settle(this.array, stream);
  }
}

class SummedSynapses implements Synapses {
  readonly state: readonly Float64Array[];
  private readonly array: CellArray;
  /** Steps that are wanted and not yet given. */
  private readonly wanted: Float64Array;

  constructor(array: CellArray) {
    this.array = array;
    this.wanted = new Float64Array(array.values.length);
    this.state = [...array.cells.state, this.wanted];
  }

  apply(change: Float64Array, stream: Stream): number {
    const { wanted } = this;
    const { values, cells, unit, step, mostPulses } = this.array;
    let given = 0;
    for (let i = 0; i < values.length; i++) {
      const total = change[i] / (unit * step) + wanted[i];
      const sign = Math.sign(total);
      const count = Math.min(mostPulses, Math.floor(Math.abs(total)));
      wanted[i] = total - sign * count;
      for (let p = 0; p < count; p++) cells.pulse(i, sign, stream);
      if (count > 0) values[i] = unit * cells.read(i, stream);
      given += count;
    }
    return given + settle(this.array, stream);
  }
}

interface Transfer {
  readonly fast: Cells;
  readonly columns: number;
  readonly every: number;
  readonly rate: number;
  readonly visible: number;
  /** Whether a digital sum stands between the arrays. */
  readonly isFiltered: boolean;
}

/**
 * Tiki-Taka: updates go to a fast array A that is read against its symmetry point, where it is drawn to by updates of either sign, so
 * that their bias ends there; every so many updates one column of A, in turn, is added to the slow array C that the chip uses
 * (Gokmen and Haensch 2020, Frontiers in Neuroscience 14:103). Filtered, what is read of A is summed digitally, and a
 * sum beyond a step gives C one pulse (Gokmen 2021, Frontiers in Artificial Intelligence 4:699148).
 */
class TransferredSynapses implements Synapses {
  readonly state: readonly Float64Array[];
  private readonly array: CellArray;
  private readonly transfer: Transfer;
  private readonly reference: Float64Array;
  /** Steps for C that were read of A and not yet given. */
  private readonly sum: Float64Array;
  /** Updates so far. */
  private readonly updates = new Float64Array(1);

  constructor(array: CellArray, transfer: Transfer) {
    const { length } = array.values;
    const { fast } = transfer;
    this.array = array;
    this.transfer = transfer;
    this.reference = Float64Array.from({ length }, (_, i) => fast.symmetry(i));
    // A begins where updates of either sign leave it.
    fast.program(this.reference);
    this.sum = new Float64Array(transfer.isFiltered ? length : 0);
    this.state = [...array.cells.state, ...fast.state, this.sum, this.updates];
  }

  apply(change: Float64Array, stream: Stream): number {
    const { array, transfer, updates } = this;
    const { values, cells, unit, step, mostPulses } = array;
    const { fast, every, visible } = transfer;
    let given = 0;
    for (let i = 0; i < values.length; i++) {
      given += pulsesOf(fast, i, change[i] / (unit * step), mostPulses, stream);
    }
    given += fast.settle?.(stream) ?? 0;
    updates[0]++;
    if (updates[0] % every === 0) given += this.transferColumn(stream);
    given += settle(array, stream);
    if (visible > 0) {
      for (let i = 0; i < values.length; i++) values[i] = unit * (cells.weight(i) + visible * this.fastWeight(i));
    }
    return given;
  }

  private transferColumn(stream: Stream): number {
    const { transfer, reference, sum, updates } = this;
    const { values, cells, unit, step, mostPulses } = this.array;
    const { fast, columns, every, rate, isFiltered } = transfer;
    const column = (updates[0] / every - 1) % columns;
    let given = 0;
    for (let i = column; i < values.length; i += columns) {
      const steps = (rate * (fast.read(i, stream) - reference[i])) / step;
      let count: number;
      if (isFiltered) {
        sum[i] += steps;
        count = Math.abs(sum[i]) >= 1 ? 1 : 0;
        const sign = Math.sign(sum[i]);
        sum[i] -= sign * count;
        if (count > 0) cells.pulse(i, sign, stream);
      } else count = pulsesOf(cells, i, steps, mostPulses, stream);
      if (count > 0) values[i] = unit * cells.read(i, stream);
      given += count;
    }
    return given;
  }

  private fastWeight(i: number): number {
    return this.transfer.fast.weight(i) - this.reference[i];
  }
}
