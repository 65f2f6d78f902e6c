import type { Chip, LayerNeurons } from '../chip/chip.ts';

/** Thresholds in an activity, and time constants in a run: what doubles resolve, less room for chips that grow. */
const RESOLVED = 2 ** 40;

/** What a double has to tell apart in the runs of a chip: its smallest threshold and its smallest time constant. */
export class Resolution {
  private readonly chip: Chip;
  /** Full scales. */
  private readonly threshold: number;
  /** s. */
  private readonly tau: number;

  constructor(chip: Chip) {
    const { encoder } = chip;
    this.chip = chip;
    this.threshold = Math.min(
      encoder.activityThreshold * smallest(chip, (layer) => [layer.threshold.activity]),
      encoder.differenceThreshold * smallest(chip, (layer) => [layer.threshold.difference]),
    );
    this.tau = smallest(chip, (layer) => [layer.tau.plus, layer.tau.minus]);
  }

  /**
   * Refuses activities at which a double does not tell values apart that differ by a threshold, so that no encoder could
   * count there, and runs at whose end it does not tell times apart that differ by a time constant.
   *
   * @param freeScale what the free chip reaches, full scales
   * @param time how long the run may take, s
   */
  assertFor(freeScale: number, time: number): void {
    const { threshold, tau } = this;
    const { name, rails } = this.chip;
    const reach = Math.min(freeScale, rails === null ? Infinity : Math.max(...rails.map(Math.abs)));
    const lost = (what: string) => new Error(`chip "${name}": ${what} are lost to rounding`);
    if (reach >= RESOLVED * threshold) {
      throw lost(`its activities reach ${short(reach)} full scales, where thresholds of ${short(threshold)}`);
    }
    if (time >= RESOLVED * tau) {
      throw lost(`it is run for up to ${short(time)} s, at whose end time constants of ${short(tau)} s`);
    }
  }
}

function smallest({ neurons }: Chip, of: (layer: LayerNeurons) => readonly Float64Array[]): number {
  const values = neurons.flatMap((layer) => (layer === null ? [] : of(layer)));
  return values.reduce((least, own) => own.reduce((a, b) => Math.min(a, b), least), Infinity);
}

function short(value: number): string {
  return value.toPrecision(2);
}
