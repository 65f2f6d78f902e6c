import type { Trace } from '../engine/trace.ts';
import { threeDigits } from '../report/format.ts';
import { mostMoving } from '../report/trace/courses.ts';
import { momentOf } from '../report/trace/moment.ts';
import type { SimulateResult } from './run-result.ts';
import { traceCsv } from './trace-csv.ts';
import { writeResultFile } from './write-result-file.ts';

/** Neurons of a picture. */
const MOST = 5;

/** Writes the trace of a run where --trace says: as Parquet where the name ends so, else as CSV. */
export async function writeTrace(path: string, trace: Trace): Promise<void> {
  if (path.endsWith('.parquet')) {
    const { traceParquet } = await import('../store/trace-parquet.ts');
    return writeResultFile('--trace', path, traceParquet(trace));
  }
  // Row by row: a long run's trace is larger than a string may be.
  return writeResultFile('--trace', path, traceCsv(trace));
}

/** Draws the output layer, or the neurons of it that move most, where --plot says. */
export async function writeTracePlot(
  path: string,
  trace: Trace,
  result: SimulateResult,
  rails: readonly [number, number] | null,
): Promise<void> {
  const { shownNeurons, traceChart } = await import('../report/charts/trace-chart.ts');
  const { chip, layers, rule, beta, outcome } = result;
  const output = layers.length - 1;
  const neurons = mostMoving(trace, output, MOST);
  const shown = shownNeurons(neurons.length, layers[output]);
  const subject = `${chip}, ${rule}, beta ${threeDigits(beta)}`;
  const svg = await traceChart({ subject, neurons, shown, rails, outcome, moment: momentOf(result) });
  await writeResultFile('--plot', path, svg);
}
